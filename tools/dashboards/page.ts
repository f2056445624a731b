import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { SOURCE } from './colors.ts';
import type { Mark, Page } from './figure.ts';
import { panelOf } from './panel.ts';
import { SYSTEMS_OF, TARGETS } from './series.ts';

/** Carried by every dashboard of these: the menu of the others lists what has it. */
export const TAG = 'packager-workflow';

/** Builds a dashboard: in Grafana's classic model, as older Grafanas cannot read the second one from a file. */
export function dashboardOf(page: Page): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(page.title)
    .uid(page.uid)
    .description(page.description)
    .tags([TAG])
    .timezone('utc')
    .editable()
    .refresh('1m')
    .time({ from: page.from, to: 'now' })
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(menu())
    .variables(page.choosesSystem ? [source(), target(), system()] : [source(), target()])
    .annotations(page.marks.map(annotation));
  for (const { heading, figures } of page.sections) {
    if (heading !== null) builder.withRow(new dashboard.RowBuilder(heading));
    for (const figure of figures) builder.withPanel(panelOf(figure));
  }
  return builder.build();
}

/** All dashboards of the workflow, one click away. */
function menu(): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder('Packager workflow')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

function source(): dashboard.DatasourceVariableBuilder {
  return new dashboard.DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus');
}

function target(): dashboard.QueryVariableBuilder {
  return asked('target', 'Target', TARGETS);
}

function system(): dashboard.QueryVariableBuilder {
  return asked('system', 'System', SYSTEMS_OF).multi(true).includeAll(true).allValue('.+').current({
    selected: true,
    text: 'All',
    value: '$__all',
  });
}

function asked(name: string, label: string, query: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(SOURCE)
    .query({ query, refId: name })
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
}

/** Neighbouring points of the query become one mark, from the first to the last of them. */
function annotation({ name, expr, text, color }: Mark): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(SOURCE)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .step('60s')
    .titleFormat(name)
    .textFormat(text)
    .target(new DataqueryBuilder().refId('Anno').expr(expr).interval('60s').range());
}
