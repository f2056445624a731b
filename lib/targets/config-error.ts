/** A setting that cannot be meant: one line that names the value and the valid ones. Ends a run with 107. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
