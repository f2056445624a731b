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

/** The part of WebCrypto that `ciphers.ts` uses. Buffers only: see there why no views. */
declare const crypto: {
  getRandomValues(into: Uint8Array): Uint8Array;
  readonly subtle: {
    importKey(
      format: 'raw',
      key: ArrayBuffer,
      algorithm: string | { readonly name: string; readonly hash: string },
      extractable: false,
      usages: ('encrypt' | 'decrypt' | 'sign' | 'deriveBits')[],
    ): Promise<{ readonly type: string }>;
    encrypt(
      algorithm: { readonly name: string; readonly iv: ArrayBuffer },
      key: { readonly type: string },
      data: ArrayBuffer,
    ): Promise<ArrayBuffer>;
    decrypt(
      algorithm: { readonly name: string; readonly iv: ArrayBuffer },
      key: { readonly type: string },
      data: ArrayBuffer,
    ): Promise<ArrayBuffer>;
    sign(algorithm: string, key: { readonly type: string }, data: ArrayBuffer): Promise<ArrayBuffer>;
    deriveBits(
      algorithm: {
        readonly name: string;
        readonly hash: string;
        readonly salt: ArrayBuffer;
        readonly iterations: number;
      },
      key: { readonly type: string },
      bits: number,
    ): Promise<ArrayBuffer>;
  };
};
