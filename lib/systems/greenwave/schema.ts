import {
  anything,
  boolean,
  filled,
  filledText,
  list,
  nullable,
  object,
  type Shaped,
  string,
} from '../../protocols/shape.ts';

/** `GET /api/v1.0/about`. */
export const about = object({ version: filledText });

/** `GET /api/v1.0/policies`. A policy has one decision context, or several. */
export const policyList = object({
  policies: filled(
    object({
      id: string,
      decision_context: nullable(string),
      decision_contexts: nullable(list(string)),
    }),
  ),
});

/** What it is about is told by most, but not by every result that passed. */
const requirement = object({ type: string, subject_identifier: nullable(string) });

/**
 * `POST /api/v1.0/decision`. A decision to which no policy applied is wrong: it would let everything through.
 * `results` and `waivers` are there because it is asked verbosely.
 */
export const decision = object({
  policies_satisfied: boolean,
  summary: string,
  applicable_policies: filled(string),
  satisfied_requirements: list(requirement),
  unsatisfied_requirements: list(requirement),
  results: list(anything),
  waivers: list(anything),
});

export type Decision = Shaped<typeof decision>;

/** What every error of greenwave says. */
export const errorMessage = object({ message: string });
