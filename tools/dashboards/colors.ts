import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Limits } from './figure.ts';
import { NOT_ENOUGH_DATA } from './series.ts';

/** Whichever Prometheus is chosen above the dashboard. */
export const SOURCE: DataSourceRef = { type: 'prometheus', uid: '$datasource' };

/** The colours of verdicts: those of Grafana's own palette, so that they fit light and dark. */
export const COLOR = { ok: 'green', degraded: 'yellow', failed: 'red', unknown: 'purple' } as const;

/** What the figures of a verdict mean, in their order from 0. */
export const VERDICT_NAMES = ['ok', 'degraded', 'failed', 'unknown'] as const;

/** A verdict as a word in its colour. */
export const VERDICTS: ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      VERDICT_NAMES.map((name, index) => [String(index), { text: name, color: COLOR[name], index }]),
    ),
  },
];

function threshold(value: number | null, color: string): Threshold {
  return { value, color };
}

const configured = (all: Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(all);

/** The colours of verdicts as steps, for panels that colour by steps alone. */
export function verdictSteps(): ThresholdsConfigBuilder {
  return configured(VERDICT_NAMES.map((name, at) => threshold(at === 0 ? null : at, COLOR[name])));
}

/** Limits as steps of colour. */
export function steps(limits: Limits | null): ThresholdsConfigBuilder {
  const passed = [threshold(null, COLOR.ok)];
  if (limits !== null && limits.warn !== null) passed.push(threshold(limits.warn, COLOR.degraded));
  if (limits !== null && limits.fail !== null) passed.push(threshold(limits.fail, COLOR.failed));
  return configured(passed);
}

/** Of an error budget less than this is little. */
export const BUDGET_LOW = 0.25;

/** What is left of a budget: red where it is overdrawn. */
export function budgetSteps(): ThresholdsConfigBuilder {
  return configured([
    threshold(null, COLOR.failed),
    threshold(0, COLOR.degraded),
    threshold(BUDGET_LOW, COLOR.ok),
  ]);
}

/** Says of a budget that too few runs tell anything about it. */
export const BUDGETS: ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: { [NOT_ENOUGH_DATA]: { text: 'not enough data', color: 'text', index: 0 } },
  },
];

export const byThresholds = (): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** A colour by the series' name: the same series looks the same in every panel. */
export const byScheme = (): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);

/** A link to another of these dashboards, which takes the choices and the span of time along. */
export function linkTo(uid: string): DashboardLinkBuilder {
  const choices = '$__url_time_range&$__all_variables';
  return new DashboardLinkBuilder('its probes').type(DashboardLinkType.Link).url(`/d/${uid}?${choices}`);
}
