// Several runs as one: the median of every number, and of everything else the first.

/** The middle; of two middles the lower, so that it is a value that was measured. */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Of records of the same shape, numbers at any depth. */
export function medians(records) {
  const [first] = records;
  if (typeof first === "number") return median(records.filter((value) => typeof value === "number"));
  if (first === null || typeof first !== "object" || Array.isArray(first)) return first;
  return Object.fromEntries(Object.keys(first).map((key) => [key, medians(records.map((record) => record?.[key]).filter((value) => value !== undefined))]));
}
