import { PanelBuilder as BarsBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import {
  BUDGETS,
  budgetSteps,
  byScheme,
  byThresholds,
  linkTo,
  SOURCE,
  steps,
  VERDICTS,
  verdictSteps,
} from './colors.ts';
import {
  type Bars,
  type Figure,
  firstLimit,
  type Heat,
  isJudged,
  type Lines,
  type Now,
  type Rows,
  type Unit,
  type Verdicts,
} from './figure.ts';
import { nameOf, tabular, targets } from './query.ts';

/** The unit as Grafana names it: a verdict is a word by its mapping. */
function unitOf(unit: Unit): string {
  if (unit === 'verdict') return 'none';
  return unit === 'budget' ? 'percentunit' : unit;
}

/** Builds the panel of a figure. */
export function panelOf(figure: Figure): Builder<Panel> {
  switch (figure.look) {
    case 'now':
      return now(figure);
    case 'lines':
      return lines(figure);
    case 'verdicts':
      return verdicts(figure);
    case 'heat':
      return heat(figure);
    case 'bars':
      return bars(figure);
    case 'rows':
      return rows(figure);
  }
}

/** What every kind of panel takes, whatever it draws. */
interface Common {
  title(title: string): unknown;
  description(description: string): unknown;
  datasource(source: common.DataSourceRef): unknown;
  span(width: number): unknown;
  height(height: number): unknown;
  unit(unit: string): unknown;
  noValue(text: string): unknown;
}

function began<T extends Common>(builder: T, figure: Figure): T {
  builder.title(figure.title);
  builder.description(figure.description);
  builder.datasource(SOURCE);
  builder.span(figure.width);
  builder.height(figure.height);
  builder.unit(unitOf(figure.unit));
  builder.noValue('no data');
  return builder;
}

const newest = (): common.ReduceDataOptionsBuilder =>
  new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

function now(figure: Now): Builder<Panel> {
  const { unit, limits, withBudget, leadsTo } = figure;
  const builder = began(new StatBuilder(), figure)
    .targets(targets(figure, 'now'))
    .reduceOptions(newest())
    .colorMode(isJudged(figure) ? common.BigValueColorMode.Background : common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None)
    .textMode(common.BigValueTextMode.Value)
    .colorScheme(byThresholds());
  if (unit === 'verdict') builder.mappings(VERDICTS).thresholds(verdictSteps());
  else if (unit === 'budget') builder.mappings(BUDGETS).thresholds(budgetSteps());
  else builder.thresholds(steps(limits));
  if (withBudget) {
    builder.overrideByQuery(nameOf(1), [
      { id: 'unit', value: unitOf('budget') },
      { id: 'mappings', value: BUDGETS },
      { id: 'thresholds', value: budgetSteps().build() },
    ]);
  }
  return leadsTo === null ? builder : builder.dataLinks([linkTo(leadsTo)]);
}

function lines(figure: Lines): Builder<Panel> {
  const { limits, tensFrom } = figure;
  const style =
    limits === null ? common.GraphThresholdsStyleMode.Off : common.GraphThresholdsStyleMode.Dashed;
  const builder = began(new LinesBuilder(), figure)
    .targets(targets(figure, 'over time'))
    .colorScheme(byScheme())
    .thresholds(steps(limits))
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(style))
    .scaleDistribution(scale(tensFrom))
    .min(0)
    .lineWidth(1)
    .showPoints(common.VisibilityMode.Auto)
    .legend(legend())
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
  const first = firstLimit(limits);
  return first === null ? builder : builder.axisSoftMax(first);
}

/** Unlike a logarithmic scale this one has a place for zero: an empty queue is no gap. */
function scale(tensFrom: number | null): common.ScaleDistributionConfigBuilder {
  const builder = new common.ScaleDistributionConfigBuilder();
  if (tensFrom === null) return builder.type(common.ScaleDistribution.Linear);
  return builder.type(common.ScaleDistribution.Symlog).log(10).linearThreshold(tensFrom);
}

const legend = (): common.VizLegendOptionsBuilder =>
  new common.VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom);

function verdicts(figure: Verdicts): Builder<Panel> {
  return began(new TimelineBuilder(), figure)
    .targets(targets(figure, 'over time'))
    .mappings(VERDICTS)
    .thresholds(verdictSteps())
    .colorScheme(byThresholds())
    .mergeValues(true)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.85)
    .legend(legend());
}

function heat(figure: Heat): Builder<Panel> {
  return began(new heatmap.PanelBuilder(), figure)
    .targets(targets(figure, 'over time'))
    .calculate(false)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('RdYlGn')
        .reverse(true)
        .steps(64)
        .min(0)
        .max(figure.most),
    )
    .cellValues(new heatmap.CellValuesBuilder().unit(unitOf(figure.unit)).decimals(1))
    .rowsFrame(new heatmap.RowsHeatmapOptionsBuilder().layout(common.HeatmapCellLayout.Unknown))
    .yAxis(new heatmap.YAxisConfigBuilder().axisPlacement(common.AxisPlacement.Left).reverse(true))
    .showValue(common.VisibilityMode.Never);
}

function bars(figure: Bars): Builder<Panel> {
  const builder = began(new BarsBuilder(), figure)
    .targets(targets(figure, 'now'))
    .reduceOptions(newest())
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .orientation(common.VizOrientation.Horizontal)
    .colorScheme(byThresholds())
    .thresholds(steps(null))
    .min(0);
  for (const [at, { legend: name }] of figure.queries.entries()) {
    const limits = figure.limits[at];
    if (limits === undefined) throw new Error(`${figure.title}: no limits of ${name}`);
    builder.overrideByQuery(nameOf(at), [
      { id: 'thresholds', value: steps(limits).build() },
      ...(limits.fail === null && limits.warn === null
        ? []
        : [{ id: 'max', value: limits.fail ?? limits.warn }]),
    ]);
  }
  return builder;
}

function rows(figure: Rows): Builder<Panel> {
  const hidden = { Time: true, __name__: true };
  return began(new TableBuilder(), figure)
    .targets(figure.queries.map(tabular))
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: hidden,
        indexByName: Object.fromEntries(
          [...Object.keys(figure.columns), 'Value'].map((name, at) => [name, at]),
        ),
        renameByName: { ...figure.columns, Value: figure.value },
      },
    })
    .cellHeight(common.TableCellHeight.Sm)
    .overrideByName(figure.value, [
      { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
      { id: 'mappings', value: VERDICTS },
      { id: 'thresholds', value: verdictSteps().build() },
    ]);
}
