'use strict';

/** What every misuse and every failure to load is. Programs compare `code`, people read `message`. */
class RdpHealthError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}
RdpHealthError.prototype.name = 'RdpHealthError';

/** The same name and code as the errors of Node's own functions that take a signal. */
class AbortError extends Error {
  constructor(signal) {
    super('The operation was aborted', { cause: signal.reason });
    this.code = 'ABORT_ERR';
  }
}
AbortError.prototype.name = 'AbortError';

module.exports = { AbortError, RdpHealthError };
