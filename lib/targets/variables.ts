import { ADDRESS_NAMES, ADDRESSES } from './addresses.ts';

/** Settings by variable, beside the addresses. Each has the flag of `npm start` that beats it, if there is one. */
export const SETTINGS = {
  PW_TARGET: '--target',
  PW_CI_ENV: null,
  PW_ONLY: '--only',
  PW_SKIP: '--skip',
  PW_PROFILE: '--profile',
  PW_RATE_SCALE: null,
  PW_RATE_CEILING: null,
  PW_MIX: null,
  PW_UNLOCK: null,
  PW_PROD_PACKAGE: null,
  PW_RELEASE: null,
  PW_PACKAGE: null,
  PW_NVR: null,
  PW_UPDATE: null,
  PW_COUNT: null,
  PW_TIME_SCALE: null,
  PW_BASELINE: null,
  PW_CANDIDATE: null,
  PW_FLOW: null,
  PW_PREVIOUS: null,
  PW_PLANNED: null,
  PW_RESOLVE: null,
  PW_STRICT: null,
  PW_REPORT_DIR: null,
  PW_SECRET_PRINCIPAL: null,
  PW_SECRET_PRINCIPAL_FILE: null,
  PW_SECRET_PASSWORD: null,
  PW_SECRET_PASSWORD_FILE: null,
  PW_SECRET_KEYTAB: null,
  PW_SECRET_KEYTAB_FILE: null,
  PW_SECRET_PAGURE_TOKEN: null,
  PW_SECRET_PAGURE_TOKEN_FILE: null,
} as const satisfies Record<`PW_${string}`, string | null>;

export type Setting = keyof typeof SETTINGS;

const ADDRESS_VARIABLES: readonly string[] = ADDRESS_NAMES.map((name) => ADDRESSES[name].variable);

export const VARIABLES: readonly string[] = [...Object.keys(SETTINGS), ...ADDRESS_VARIABLES];
