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

/** Whichever Prometheus is chosen above the dashboard. */
export const SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

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

/** Limits as steps of colour. Of what falls, `fail` is the lower one, and red is below it. */
export function steps(limits: Limits | null, falling: boolean): ThresholdsConfigBuilder {
  if (limits === null) return configured([threshold(null, COLOR.ok)]);
  const { warn, fail } = limits;
  if (falling) {
    const red = threshold(null, COLOR.failed);
    return configured([red, threshold(fail ?? 0, COLOR.degraded), threshold(warn, COLOR.ok)]);
  }
  const passed = [threshold(null, COLOR.ok), threshold(warn, COLOR.degraded)];
  return configured(fail === null ? passed : [...passed, threshold(fail, COLOR.failed)]);
}

export const byThresholds = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** A colour by the series' name: the same series looks the same in every panel. */
export const byScheme = (): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);

/** A link to another of these dashboards, which takes the choices and the span of time along. */
export function linkTo(uid: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder('open')
    .type(DashboardLinkType.Link)
    .url(`/d/${uid}`)
    .includeVars(true)
    .keepTime(true);
}
