import type { CallId } from './calls.ts';

/** What each call of the hot path asks, and what its answer must hold; for readers, not for runs. */
export const CALL_QUESTIONS: Readonly<Record<CallId, readonly [asks: string, must: string]>> = {
  'koji.getAPIVersion': ['the version of the hub’s interface', 'be 1'],
  'koji.getKojiVersion': ['the version of koji', 'be a version'],
  'koji.getBuild': ['a build, by its NVR or its number', 'be that build'],
  'koji.getTag': ['a tag by its name', 'be that tag'],
  'koji.getBuildTarget': ['a build target by its name', 'be that target'],
  'koji.getTaskInfo': ['a task of a build', 'be that task'],
  'koji.getRepo': ['the newest ready repo of a build tag', 'be a repo of that tag'],
  'koji.repoInfo': ['a repo by its number', 'be that repo'],
  'koji.listTags': ['the tags of a build', 'hold a tag'],
  'koji.getBuildTargets': [
    'the targets of a build tag or of a destination tag',
    'hold targets of that tag only',
  ],
  'koji.getTaskDescendents': ['the tree of tasks below a build task', 'begin with that task'],
  'koji.listChannels': ['all channels', 'hold channels'],
  'koji.search': ['a package by its exact name', 'be that package alone'],
  'koji.listBuilds': [
    'the newest ten complete builds of a package',
    'hold complete builds of that package only, ten at most',
  ],
  'koji.listTagged': ['the builds of one package in one tag', 'hold builds of that package in that tag only'],
  'koji.listTasks': ['the newest twenty build tasks', 'hold build tasks only, twenty at most'],
  'koji.listHosts': ['the enabled builders', 'hold enabled builders only'],
  'koji.queryHistory': ['how a build went through its tags', 'hold that build only, and something of it'],
  'koji.multiCall': [
    'a build, its tags and its history in one request',
    'hold three results, each right by itself',
  ],
  'datagrepper.id': ['a message by its id, as it was on the bus', 'be that message'],
  'datagrepper.rawId': ['a message by its id, in the envelope of 2020', 'be that message'],
  'datagrepper.searchTopic': ['a topic over one day', 'hold messages of that topic only'],
  'datagrepper.searchPackage': ['a package over one day', 'hold messages, and echo the question'],
  'datagrepper.searchHour': [
    'the category buildsys over one hour, a full page',
    'hold messages of that category only',
  ],
  'datagrepper.rawTopic': [
    'a topic over one day, in the envelope of 2020',
    'hold messages of that topic only',
  ],
  'datagrepper.rawPackage': [
    'a package over one day, in the envelope of 2020',
    'hold messages, and echo the question',
  ],
};
