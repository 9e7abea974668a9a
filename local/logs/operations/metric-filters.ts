/** PutMetricFilter, DescribeMetricFilters and DeleteMetricFilter. */
import { resourceNotFound } from '../errors';
import { optionalText, requiredText } from '../members';
import { metricFilterOf } from '../metric-filter';
import { pageOf } from '../page';
import type { Operation } from './operation';

const PAGE = 50;

export const putMetricFilter: Operation = async ({ groups, clock }, input) => {
  const { settings } = groups.get(requiredText(input, 'logGroupName'));
  const filter = metricFilterOf(input, clock.now());
  const others = settings.metricFilters.filter(({ filterName }) => filterName !== filter.filterName);
  await groups.put({ ...settings, metricFilters: [...others, filter] });
  return {};
};

export const describeMetricFilters: Operation = ({ groups }, input) => {
  const groupName = optionalText(input, 'logGroupName');
  const prefix = optionalText(input, 'filterNamePrefix') ?? '';
  const found = (groupName === undefined ? groups.all() : [groups.get(groupName)])
    .flatMap(({ settings }) => settings.metricFilters.map((filter) => ({ filter, logGroupName: settings.name })))
    .filter(({ filter }) => filter.filterName.startsWith(prefix));
  const { items, next } = pageOf(
    found,
    ({ filter, logGroupName }) => `${logGroupName} ${filter.filterName}`,
    input,
    PAGE,
  );
  return {
    metricFilters: items.map(({ filter: { filterName, filterPattern, createdAt, transformation }, logGroupName }) => ({
      filterName,
      filterPattern,
      creationTime: createdAt,
      logGroupName,
      metricTransformations: [{ ...transformation }],
    })),
    ...next,
  };
};

export const deleteMetricFilter: Operation = async ({ groups }, input) => {
  const { settings } = groups.get(requiredText(input, 'logGroupName'));
  const name = requiredText(input, 'filterName');
  const metricFilters = settings.metricFilters.filter(({ filterName }) => filterName !== name);
  if (metricFilters.length === settings.metricFilters.length) {
    throw resourceNotFound('The specified metric filter does not exist.');
  }
  await groups.put({ ...settings, metricFilters });
  return {};
};
