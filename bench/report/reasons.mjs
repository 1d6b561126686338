// Why a peer is ahead in a line, and why something is missing, written by people; by the line's id, with or without the
// length. Which lines these are is found by the table.

export const REASONS = {};
