// Rendered at build time, so that the package is imported on a server too.
export default { output: "export" };
