/** The answers that the benchmark serves: made here, in the sizes and shapes of the real ones. */
import { encodeResponse } from '../lib/protocols/xmlrpc/encode.ts';
import { XmlRpcDouble, type XmlRpcValue } from '../lib/protocols/xmlrpc/value.ts';
import { page } from './page.ts';

/** A build as the hub's `getBuild` tells it, about 3 KB of XML. */
function build(id: number, summary: string): Record<string, XmlRpcValue> {
  const release = `${(id % 7) + 1}.fc44`;
  const started = 1_795_440_000 + id;
  return {
    build_id: id,
    cg_id: null,
    cg_name: null,
    completion_time: '2026-11-23 12:53:24.986220+00:00',
    completion_ts: new XmlRpcDouble(started + 600.98622),
    creation_event_id: 149_770_700 + id,
    creation_time: '2026-11-23 12:43:18.209655+00:00',
    creation_ts: new XmlRpcDouble(started + 0.209655),
    draft: false,
    epoch: null,
    extra: {
      source: { original_url: `git+https://src.fedoraproject.org/rpms/gstreamer1-plugins-base.git#${id}` },
      custom_user_metadata: { summary, notes: 'built for the side tag' },
    },
    id,
    name: 'gstreamer1-plugins-base',
    nvr: `gstreamer1-plugins-base-1.28.4-${release}`,
    owner_id: 4281,
    owner_name: 'packager',
    package_id: 16_702,
    package_name: 'gstreamer1-plugins-base',
    promoter_id: null,
    promoter_name: null,
    promotion_time: null,
    promotion_ts: null,
    release,
    source: `git+https://src.fedoraproject.org/rpms/gstreamer1-plugins-base.git#${id}`,
    start_time: '2026-11-23 12:43:18.205931+00:00',
    start_ts: new XmlRpcDouble(started + 0.205931),
    state: 1,
    task_id: 138_990_100 + id,
    version: '1.28.4',
    volume_id: 0,
    volume_name: 'DEFAULT',
  };
}

/** What follows is plain, or holds one letter beyond ASCII, which makes engines treat the whole text otherwise. */
const SUMMARY = { ascii: 'Multimedia plugins by Zoe', utf8: 'Multimedia plugins by Zoë' };

const builds = (count: number, summary: string) =>
  Array.from({ length: count }, (_, at) => build(2_870_000 + at, summary));

/** The same value as JSON. */
const asJson = (value: XmlRpcValue): string =>
  JSON.stringify(value, (_name, one) => (one instanceof XmlRpcDouble ? one.value : one));

/** All that is served or decoded, by name. */
export function answers(): ReadonlyMap<string, string> {
  const small = (summary: string): string => encodeResponse(build(2_870_000, summary));
  return new Map([
    ['get-build-ascii', small(SUMMARY.ascii)],
    ['get-build-utf8', small(SUMMARY.utf8)],
    ['list-builds-ascii', encodeResponse(builds(43, SUMMARY.ascii))],
    ['list-builds-utf8', encodeResponse(builds(43, SUMMARY.utf8))],
    ['list-builds-tenfold', encodeResponse(builds(440, SUMMARY.ascii))],
    ['list-builds-json', asJson(builds(43, SUMMARY.ascii))],
    ['page', page()],
  ]);
}
