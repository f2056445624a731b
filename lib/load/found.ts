import { filledText, list, nullable, number, object, type Shaped } from '../protocols/shape.ts';

const texts = list(filledText);

const kojiData = object({
  version: filledText,
  /** Complete builds of different packages, old enough that what follows a build has happened. */
  builds: list(object({ id: number, nvr: filledText, name: filledText, packageId: number })),
  /** Builds that are in a tag, and stay there. */
  tagged: texts,
  /** Builds whose way through the tags is known. */
  moved: list(object({ id: number, nvr: filledText })),
  /** A package that stays in a tag. */
  kept: list(object({ tag: filledText, name: filledText })),
  tags: texts,
  targets: list(object({ name: filledText, buildTag: number, destTag: number })),
  /** Tasks of builds, which no other task called for. */
  tasks: list(number),
  repos: list(object({ id: number, tag: filledText })),
});
export type KojiData = Shaped<typeof kojiData>;

const busData = object({
  /** A moment (epoch seconds) which every window ends at, so that its pages never run empty. */
  end: number,
  topics: texts,
  packages: texts,
  messages: list(object({ id: filledText, topic: filledText })),
});
export type BusData = Shaped<typeof busData>;

/** What the calls of a load run ask for: it travels as JSON from setup to the virtual users. */
export const loadData = object({
  /** When it was found, in ms since the epoch. */
  at: number,
  koji: nullable(kojiData),
  bus: nullable(busData),
});
export type LoadData = Shaped<typeof loadData>;
