/** PutDashboard, GetDashboard, ListDashboards and DeleteDashboards. */
import type { Json } from '../../../lib/units';
import { dashboardInvalidInput, dashboardNotFound } from '../errors';
import { isObject, optionalText, requiredText, texts } from '../members';
import { pageOf } from '../page';
import type { Operation } from './operation';

const NAME = /^[\w-]{1,255}$/;
const PAGE = 1_000;

/** A body that is JSON but wrong in its widgets is kept all the same: what AWS only warns of is not looked for. */
export const putDashboard: Operation = async ({ dashboards, clock, home }, input) => {
  const name = requiredText(input, 'DashboardName');
  const body = requiredText(input, 'DashboardBody');
  if (!NAME.test(name)) {
    throw dashboardInvalidInput('The name of a dashboard takes letters, digits, - and _, at most 255 of them.');
  }
  if (!isObject(parsed(body))) throw dashboardInvalidInput('The field DashboardBody must be a valid JSON object');
  // Dashboards belong to no region.
  const arn = `arn:aws:cloudwatch::${home.account}:dashboard/${name}`;
  await dashboards.put({ name, arn, body, modifiedAt: clock.now() });
  return { DashboardValidationMessages: [] };
};

export const getDashboard: Operation = ({ dashboards }, input) => {
  const name = requiredText(input, 'DashboardName');
  const dashboard = dashboards.find(name);
  if (dashboard === undefined) throw dashboardNotFound(`Dashboard ${name} does not exist`);
  return { DashboardArn: dashboard.arn, DashboardBody: dashboard.body, DashboardName: name };
};

export const listDashboards: Operation = ({ dashboards }, input) => {
  const prefix = optionalText(input, 'DashboardNamePrefix') ?? '';
  const found = dashboards.all().filter(({ name }) => name.startsWith(prefix));
  const { items, next } = pageOf(found, ({ name }) => name, input, PAGE);
  const entries = items.map(({ name, arn, body, modifiedAt }) => ({
    DashboardName: name,
    DashboardArn: arn,
    LastModified: modifiedAt / 1_000,
    Size: Buffer.byteLength(body),
  }));
  return { DashboardEntries: entries, ...next };
};

/** "If there is an error during this call, no dashboards are deleted." */
export const deleteDashboards: Operation = async ({ dashboards }, input) => {
  const names = texts(input, 'DashboardNames');
  const missing = names.find((name) => dashboards.find(name) === undefined);
  if (missing !== undefined) throw dashboardNotFound(`Dashboard ${missing} does not exist`);
  await dashboards.delete(names);
  return {};
};

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
