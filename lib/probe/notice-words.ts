import { SYSTEMS, type System } from '../targets/systems.ts';

/** The systems that run on the OpenShift cluster. */
const ON_OPENSHIFT: readonly System[] = [
  'fas',
  'datanommer',
  'datagrepper',
  'bodhi',
  'resultsdb',
  'greenwave',
  'waiverdb',
  'koschei',
];

/** What notices call the systems. */
const NAMES: readonly (readonly [RegExp, readonly System[]])[] = [
  [
    /\b(?:fas|noggin|accounts|account system|ipa|freeipa|ipsilon|kerberos|kdc|sso|fasjson|auth(?:entication)?)\b/i,
    ['fas'],
  ],
  [/\bdist-?git\b|\bsrc\b|\bpkgs\.fedoraproject/i, ['dist-git', 'lookaside']],
  [/\blookaside\b/i, ['lookaside']],
  // Copr has builders of its own.
  [/\bkoji\b|\bkojipkgs\b|\bbuild ?system\b|^(?!.*\bcopr\b).*\bbuilders?\b/is, ['koji']],
  [/\bfedmsg\b/i, ['fedmsg']],
  [/\bfedora[ -]messaging\b|\bmessag(?:e|ing) (?:bus|broker)\b|\brabbitmq\b/i, ['fedora-messaging']],
  [/\bdatanommer\b|\bdatagrepper\b/i, ['datanommer', 'datagrepper']],
  [/\bsigul\b|\bsiguldry\b|\brobosignatory\b|\bsign(?:ing|er)\b/i, ['sigul', 'robosignatory']],
  [/\bbodhi\b/i, ['bodhi']],
  [/\bfedora ci\b|\bjenkins\b|\btesting farm\b|\bzuul\b|\bpackit\b/i, ['ci']],
  [/\bresultsdb\b/i, ['resultsdb']],
  [/\bgreenwave\b/i, ['greenwave']],
  [/\bwaiverdb\b/i, ['waiverdb']],
  [/\bkoschei\b/i, ['koschei']],
  [/\bopenshift\b/i, ON_OPENSHIFT],
];

/** What is said of everything at once. */
const EVERYTHING =
  /\b(?:servers?|infrastructure|mass|updates?)\b.*\breboots?\b|\breboots?\b.*\bservers?\b|\bserver updates?\b|\bdata ?cent(?:er|re)\b|\bnetwork|\bdatabase (?:servers?|migrations?)\b|\b(?:all|any|most|many|other)(?: [a-z-]+){0,3} (?:services|applications|systems)\b/is;

/** A sentence about what goes on working names nothing that is out. */
const SPARED = /\b(?:unaffected|not (?:be )?affected|exception|except|continue to work)\b/i;

/** What else Fedora runs: a title with one of these is about that, however many servers its text reboots. */
const ELSEWHERE =
  /\b(?:copr|wiki|pagure\.io|matrix|chat|forge|openqa|fmn|magazine|torrent|fedorapeople|retrace|mailing|planet|badges|bugzilla|mirrors?|download)\b/i;

/** Notices are a screen of words; of anything longer the rest is not read. */
const MOST_TEXT = 10_000;

/** The systems that a notice is about: those of its title, else those of its text; all, where it speaks of everything. */
export function systemsIn(title: string, text: string): readonly System[] {
  const named = namedIn(title);
  if (named.length > 0 || ELSEWHERE.test(title)) return named;
  const sentences = text
    .slice(0, MOST_TEXT)
    .split(/(?<=[.!?])\s+|\n\s*\n/)
    .filter((one) => !SPARED.test(one));
  const told = sentences.join('\n');
  return EVERYTHING.test(`${title}\n${told}`) ? SYSTEMS : namedIn(told);
}

function namedIn(text: string): readonly System[] {
  const hits = NAMES.filter(([words]) => words.test(text)).flatMap(([, systems]) => systems);
  return SYSTEMS.filter((system) => hits.includes(system));
}
