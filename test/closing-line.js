/** Ends a run with `N passed, N failed` alone on a line, for wrappers that read a plain closing line. */
module.exports = class ClosingLine {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const line = `${results.numPassedTests} passed, ${failed} failed\n`;
    // Jest's own summary comes after this event.
    process.once('exit', () => process.stdout.write(line));
  }
};
