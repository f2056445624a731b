import type { TwinSystem } from '../service.ts';
import { bodhi } from './bodhi.ts';
import { ci } from './ci.ts';
import { datagrepper } from './datagrepper.ts';
import { distGit } from './dist-git.ts';
import { fas } from './fas.ts';
import { fedmsg } from './fedmsg.ts';
import { fedoraMessaging } from './fedora-messaging.ts';
import { greenwave } from './greenwave.ts';
import { koji } from './koji.ts';
import { koschei } from './koschei.ts';
import { lookaside } from './lookaside.ts';
import { resultsdb } from './resultsdb.ts';
import { waiverdb } from './waiverdb.ts';

/** One module per system. datanommer, sigul and robosignatory have no endpoint: their traces are in the world. */
export const TWIN_SYSTEMS: readonly TwinSystem[] = [
  fas,
  distGit,
  lookaside,
  koji,
  fedmsg,
  fedoraMessaging,
  datagrepper,
  bodhi,
  ci,
  resultsdb,
  greenwave,
  waiverdb,
  koschei,
];
