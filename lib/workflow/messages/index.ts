import type { Shape, Shaped } from '../../protocols/shape.ts';
import { bodhiMessages } from './bodhi.ts';
import { ciMessages } from './ci.ts';
import { distGitMessages } from './dist-git.ts';
import { gatingMessages } from './gating.ts';
import { kojiMessages } from './koji.ts';
import { koscheiMessages } from './koschei.ts';

const MESSAGES = {
  ...distGitMessages,
  ...kojiMessages,
  ...bodhiMessages,
  ...ciMessages,
  ...gatingMessages,
  ...koscheiMessages,
};

/** A kind of message: its topic without the part that names the environment. */
export type Kind = keyof typeof MESSAGES;

/** What the flow needs of each kind. */
export type Fields = { readonly [K in Kind]: Readonly<Shaped<(typeof MESSAGES)[K]>> };

/** How the body of each kind is read. */
export const READERS: { readonly [K in Kind]: Shape<Fields[K]> } = MESSAGES;
