/** A page of datagrepper as the benchmark serves it, made here in the shape and the mix of the real ones. */

/** Bodies of messages as koji's plugin publishes them, from the longest to the shortest. */
function taskChange(id: number): object {
  const arches = ['aarch64', 'ppc64le', 's390x', 'x86_64'];
  const rpm = (arch: string, sub: string): string =>
    `tasks/${id % 10_000}/${id}/libfreehand-${sub}0.1.2-6.fc44.${arch}.rpm`;
  const children = arches.map((arch, at) => ({
    parent: id,
    completion_time: 1_795_440_672.0,
    start_time: 1_795_440_573.0,
    waiting: null,
    awaited: false,
    label: arch,
    priority: 49,
    channel_id: 1,
    state: 2,
    create_time: 1_795_440_570.0,
    owner: 3199,
    host_id: 350 + at,
    host_name: `buildvm-${arch}-27.rdu3.fedoraproject.org`,
    method: 'buildArch',
    arch,
    id: id + at + 1,
    url: `https://koji.fedoraproject.org/koji/taskinfo?taskID=${id + at + 1}`,
    children: [],
    result: {
      rpms: ['', 'devel-', 'doc-', 'tools-', 'debuginfo-'].map((sub) => rpm(arch, sub)),
      srpms: [],
      logs: ['build', 'root', 'state', 'mock_output'].map((log) => `tasks/${id % 10_000}/${id}/${log}.log`),
      brootid: 19_890_121 + at,
    },
  }));
  const task = { ...children[0], id, method: 'build', label: null, children };
  return {
    info: task,
    method: 'build',
    id,
    new: 'CLOSED',
    old: 'OPEN',
    attribute: 'state',
    owner: 'packager',
    instance: 'primary',
    srpm: 'libfreehand-0.1.2-6.fc44.src.rpm',
  };
}

function buildChange(id: number): object {
  const [name, version, release] = ['libfreehand', '0.1.2', '6.fc44'];
  const source = `git+https://src.fedoraproject.org/rpms/${name}.git#${id}`;
  const task = {
    arch: 'noarch',
    awaited: null,
    channel_id: 1,
    host_id: 502,
    id,
    label: null,
    method: 'build',
    owner: 'packager',
    parent: null,
    priority: 20,
    request: [source, 'f44-candidate', {}],
    state: 2,
    waiting: false,
  };
  const urls = {
    base_url: 'https://koji.fedoraproject.org',
    url: `https://koji.fedoraproject.org/koji/buildinfo?buildID=${id}`,
  };
  return {
    ...urls,
    name,
    version,
    release,
    epoch: null,
    attribute: 'state',
    old: 0,
    new: 1,
    build_id: id,
    task_id: id,
    owner: 'packager',
    instance: 'primary',
    request: task.request,
    task,
  };
}

function signed(id: number): object {
  const rpm = {
    build_id: id,
    name: 'libfreehand-devel',
    extra: null,
    arch: 'aarch64',
    buildtime: 1_795_440_339,
    id,
    epoch: null,
    version: '0.1.2',
    metadata_only: false,
    external_repo_id: 0,
    release: '6.fc44',
    size: 39_178,
    buildroot_id: 19_890_121,
    external_repo_name: 'INTERNAL',
    payloadhash: '61affc5b3f9600cd0ade2126779abf62',
  };
  const kept = {
    build_id: id,
    id,
    name: 'libfreehand',
    version: '0.1.2',
    release: '6.fc44',
    nvr: 'libfreehand-0.1.2-6.fc44',
    epoch: null,
    state: 1,
    owner_id: 895,
    owner_name: 'packager',
    volume_id: 0,
    volume_name: 'DEFAULT',
    creation_event_id: 149_770_700,
    source: `git+https://src.fedoraproject.org/rpms/libfreehand.git#${id}`,
  };
  return {
    instance: 'primary',
    sigkey: '6d9f90a6',
    rpm,
    build: kept,
    sighash: 'a1957f36d34d29c105f16aae79b19e85',
  };
}

function tagged(id: number): object {
  return {
    build_id: id,
    instance: 'primary',
    name: 'libfreehand',
    owner: 'packager',
    release: '6.fc44',
    tag: 'f44-updates-testing-pending',
    tag_id: 71_216,
    user: 'bodhi',
    version: '0.1.2',
  };
}

function repoDone(id: number): object {
  return { instance: 'primary', repo_id: id, tag: 'f44-build', tag_id: 71_210 };
}

const TOPICS = new Map<(id: number) => object, string>([
  [taskChange, 'buildsys.task.state.change'],
  [buildChange, 'buildsys.build.state.change'],
  [signed, 'buildsys.rpm.sign'],
  [repoDone, 'buildsys.repo.done'],
]);

const DAY = 86_400;
const NEWEST = 1_795_443_204;

/** A page of datagrepper: 100 messages of the busiest topics, in the share that they have on the bus. */
export function page(): string {
  const kinds = [
    taskChange,
    taskChange,
    buildChange,
    tagged,
    taskChange,
    signed,
    tagged,
    signed,
    taskChange,
    repoDone,
  ];
  const raw_messages = Array.from({ length: 100 }, (_, at) => {
    const id = 138_990_100 + at * 11;
    const kind = kinds[at % kinds.length] ?? tagged;
    return {
      body: kind(id),
      headers: {
        'sent-at': new Date((NEWEST - at * 7) * 1000).toISOString().replace('.000Z', '+00:00'),
        priority: 0,
        fedora_messaging_schema: 'base.message',
        fedora_messaging_severity: 20,
        fedora_messaging_user_packager: true,
        fedora_messaging_rpm_libfreehand: true,
      },
      id: `7c0f4c8e-58a4-4f1c-9d0a-${String(at).padStart(12, '0')}`,
      priority: 0,
      queue: null,
      topic: `org.fedoraproject.prod.${TOPICS.get(kind) ?? 'buildsys.tag'}`,
    };
  });
  const none = ['contains', 'not_users', 'not_packages', 'not_categories', 'not_topics', 'not_agents'];
  const asked = {
    start: NEWEST - DAY + 0.856356,
    delta: DAY + 0.5,
    end: NEWEST + 0.856356,
    users: [],
    packages: [],
    categories: ['buildsys'],
    topics: [],
    agents: [],
    ...Object.fromEntries(none.map((name) => [name, []])),
    page: 1,
    rows_per_page: 100,
    order: 'desc',
    meta: [],
  };
  return asPythonWrites({ raw_messages, total: 10_432, pages: 105, count: 100, arguments: asked });
}

/** JSON with the blanks that Python's writer puts, as datagrepper sends it. */
function asPythonWrites(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asPythonWrites).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, one]) => `${JSON.stringify(name)}: ${asPythonWrites(one)}`,
  );
  return `{${members.join(', ')}}`;
}
