/** Values that `build.mjs` bakes into a bundle; see there. */
declare const __PW_TARGET__: string;
declare const __PW_ONLY__: string;
declare const __PW_VERSION__: string;
declare const __PW_SM__: boolean;

/** The part of k6's console that the pack uses; `@types/k6` leaves it to the DOM's types. */
declare const console: {
  log(line: string): void;
  warn(line: string): void;
  error(line: string): void;
};

/** k6's own: loads a module, in the init context only. */
declare function require(file: string): unknown;
