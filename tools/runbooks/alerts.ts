/** What a person does with an alert: hand-written. */
export interface Runbook {
  readonly means: string;
  /** In this order. */
  readonly first: readonly string[];
  readonly silence: string;
  /** Whose incidents looked like this, and whether the systems have parts of their own on the page. */
  readonly about: 'systems' | 'stages' | 'steps' | 'calls' | 'monitor';
}

const REASON =
  'Open the report of the last run (`health.html`) or its log: the first line names the culprit, and what is behind it. The alert’s annotation `probes` names the probes.';
const AGAIN =
  'Ask again by hand: `npm start -- --target prod --only SYSTEM`. One look tells whether it still is so, and from here too.';
const PLANNED =
  'During announced work: give the notices to the monitor (`PW_PLANNED`), which turns what fails into *degraded, planned*; then no silence is needed. Else silence `system` and `target` of the alert until the work ends, not longer.';
const HISTORY = 'Which incidents spent the budget: `npm run report -- FOLDER` over the kept result files.';

export const RUNBOOKS: Readonly<Record<string, Runbook>> = {
  PackagerMonitorAbsent: {
    means:
      'No health run of any target has reached Prometheus. Either nothing runs, or its output goes nowhere. Nothing at all is known of the workflow, and no other alert of this pack can fire.',
    first: [
      'Does the schedule start runs? `systemctl list-timers`, `kubectl get cronjobs`, or whatever starts them.',
      'Does a run by hand end well? `npm start -- --target prod --only waiverdb`.',
      'Does its output reach Prometheus? A run says in its log when it does not: a dead endpoint, a receiver that is off, a wrong address.',
      'Are the recording rules loaded? `packager:run_age:seconds` must exist while `k6_pw_run_timestamp_seconds` (or its name by another output) does.',
    ],
    silence: 'Only where the monitor was taken down on purpose.',
    about: 'monitor',
  },
  PackagerMonitorSilent: {
    means:
      'A scenario that used to run against a target has not ended a run for three intervals. Its last verdicts are too old to be shown, and alerts about its systems cannot fire.',
    first: [
      'The alert’s labels say which `scenario` and `target`. Look at the log of its last run: was it killed, did it end 107 (bad configuration) or 110?',
      'A run that hangs is stopped by its own deadline; one that is never started is the schedule’s fault.',
      'Other scenarios of the same machine silent too: the machine, its network, or the output.',
    ],
    silence: 'When the schedule was changed on purpose, until a week of the old runs is out of sight.',
    about: 'monitor',
  },
  PackagerSystemFailingFast: {
    means:
      'Packagers cannot work with this system now: so much of the recent time was failed that its error budget of a month would be gone within days. One failed run alone does not do this.',
    first: [
      REASON,
      AGAIN,
      'Then the part of that system below.',
      'Several systems at once with the same words: look for what they share. The report says *shared edge*, *openshift* or *dns* where it sees it.',
    ],
    silence: PLANNED,
    about: 'systems',
  },
  PackagerSystemFailingSlowly: {
    means:
      'The system fails now and then, for days: no single time is an outage, and all of them together will miss the goal of the month.',
    first: [
      HISTORY,
      'The page’s list of incidents shows whether it is one thing that comes back (the same culprit) or several.',
      'The same hour each day: a job, a backup, a burst of builds.',
      'Then the part of that system on [the page of the fast alert](PackagerSystemFailingFast.md).',
    ],
    silence: 'Once somebody works on it: for a day at a time.',
    about: 'systems',
  },
  PackagerBudgetSpent: {
    means:
      'Over the last 30 days the system has failed for longer than its goal allows. Nothing needs to be broken now.',
    first: [
      HISTORY,
      'It is a reason to talk: is the goal wrong (`thresholds/availability.ts` says why it is what it is), or is the system?',
      'The alert ends by itself as the incidents leave the window.',
    ],
    silence: 'Once it was talked about: until the incidents that spent it are 30 days old.',
    about: 'systems',
  },
  PackagerSystemUnknown: {
    means:
      'For half an hour or more nobody could say whether the system works. It may be down. Unknown is never taken for well.',
    first: [
      REASON,
      '*needs X*: X has failed and has an alert of its own. Mend that first.',
      '*blocked*, 403, 429 or a challenge page: an edge turns the monitor away. Ask from elsewhere, and let the monitor’s address be known there.',
      'Nothing to judge: an empty queue or a quiet week is no fault; look at the objective’s page for what it needs.',
      AGAIN,
    ],
    silence: 'While the system that it needs is being mended.',
    about: 'systems',
  },
  PackagerSystemDegraded: {
    means:
      'The system works, and has been slower, older or fuller than it should be for two hours; or it is out of order as planned.',
    first: [
      REASON,
      'Which figure, and since when: the system’s dashboard shows it beside its limits.',
      'A limit that is passed every day at the same hour may be the wrong limit: its objective’s page says why it is what it is.',
    ],
    silence: 'Freely: it wakes nobody. Better change the limit, with the reason.',
    about: 'systems',
  },
  PackagerStageFailed: {
    means:
      'Packages take too long through one part of their way, or are stuck in it. Two trace runs have seen it. No system needs to be red: that is what traces are for.',
    first: [
      'Open the report of the last trace run (`trace.html`): it lists the packages that are stuck, since when, with a link to the page that a human needs.',
      'One package: `PW_NVR=NVR npm start -- --scenario trace --target prod`. Many: the system that moves packages on there.',
      'Compare with the usual time that the report gives: slower than ever, or as every Monday?',
    ],
    silence: 'While a mass rebuild or a freeze makes it true and harmless.',
    about: 'stages',
  },
  PackagerStageUnknown: {
    means: 'The events of a stage could not be read, or contradict each other, in two trace runs.',
    first: [
      'The report of the last trace run says which records are missing, of which packages.',
      'Everything missing: datagrepper, or the bus behind it. One kind of message missing: its sender.',
      'Nothing went through the stage at all: on a quiet day ask for more packages (`PW_COUNT`).',
    ],
    silence: 'While datagrepper is being mended.',
    about: 'stages',
  },
  PackagerStageSlow: {
    means:
      'A stage is past its warning limit for two hours. Where a person decides when it goes on, that is all it can be.',
    first: [
      'The report of the last trace run shows the stage against its own past: slower than usual, or always so?',
    ],
    silence: 'Freely: it wakes nobody.',
    about: 'stages',
  },
  PackagerStepFailed: {
    means:
      'A real package that the workflow scenario drove as a packager would did not get past a step: a packager would not either.',
    first: [
      'Open the report of that run (`workflow.html`): the step names the system that answers for it, what was seen last, and the page to look at.',
      '`outcome` *timeout*: it did not come in time, and may come yet. *infrastructure*: an answer ended it.',
      'Is the system’s own alert firing too? Then start there. If it is not, the probes miss something: that is worth an issue.',
      'What the run left behind is listed in its report; `npm start -- --scenario workflow --target stg --sweep` takes it away. On production this needs both unlocks.',
    ],
    silence: 'Until the next run, if the cause is known.',
    about: 'steps',
  },
  PackagerStepUnknown: {
    means:
      'A step of the driven flow could not be judged: most often the run’s own account, ticket or test package.',
    first: [
      'The report of that run says why: a login that was refused, a package that somebody else holds, an answer that could not be read.',
      'Are the run’s secrets still valid? `kinit -kt KEYTAB PRINCIPAL`.',
    ],
    silence: 'Until its credentials are renewed.',
    about: 'steps',
  },
  PackagerStepSlow: {
    means: 'The driven flow came through a step, past its warning limit.',
    first: ['The history (`npm run report -- FOLDER`) shows how near its limit the step usually is.'],
    silence: 'Freely: it wakes nobody.',
    about: 'steps',
  },
  PackagerCallSlow: {
    means:
      'In the last load run a call of the hot path took longer than its limit allows, by its 95th or 99th percentile.',
    first: [
      'Open the report of that run (`load.html`): all calls of one system slow is the system; one call slow is its query.',
      'Was the rate reached that was asked? If not, look at the machine that ran it first.',
      'Was it slow before? `npm run report -- FOLDER` lists the load runs.',
    ],
    silence: 'It ends an hour after the run. Nothing to silence.',
    about: 'calls',
  },
  PackagerCallFailing: {
    means:
      'In the last load run more answers of a call were wrong, or none, than its limit allows. A fault in a 200 counts.',
    first: [
      'Open the report of that run (`load.html`): from which rate on, and with what answers.',
      '429 or 403: an edge protects itself from the load run. That is its right: ask less, or ask its owner.',
      'A run ends by itself once a quarter of the answers of a window is wrong.',
    ],
    silence: 'It ends an hour after the run. Nothing to silence.',
    about: 'calls',
  },
};
