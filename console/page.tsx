/** The page: one script, one style sheet, nothing from elsewhere. */
import { render } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Overview } from './api';
import { setModelTime, useLiveStream, useResource } from './client';
import { hashOf, queryOf, type Route, routeOf } from './route';
import { BreakIt } from './view/break-it';
import { Loading } from './view/controls';
import { Data } from './view/data';
import { Execution } from './view/execution';
import { Executions } from './view/executions';
import { Frame } from './view/frame';
import { Saga } from './view/saga';
import { Sagas } from './view/sagas';

function Page() {
  const route = useRoute();
  const overview = useResource<Overview>('overview');
  const connection = useLiveStream(watchedBy(route));
  const { value } = overview;
  useMemo(() => value && setModelTime(value.clock.now, value.clock.kind === 'real'), [value]);
  if (value === undefined) return <Loading error={overview.error} />;
  return (
    <Frame route={route} overview={value} connection={connection}>
      <View route={route} overview={value} />
    </Frame>
  );
}

function View({ route, overview }: { readonly route: Route; readonly overview: Overview }) {
  switch (route.kind) {
    case 'executions':
      return <Executions filter={route.filter} overview={overview} />;
    case 'execution':
      return <Execution key={route.arn} route={route} overview={overview} />;
    case 'sagas':
      return <Sagas filter={route.filter} overview={overview} />;
    case 'saga':
      return <Saga key={hashOf(route)} stack={route.stack} id={route.id} />;
    case 'data':
      return <Data view={route.view} name={route.name} />;
    case 'break':
      return <BreakIt overview={overview} functionName={route.functionName} />;
  }
}

function watchedBy(route: Route): string {
  if (route.kind === 'execution') return queryOf({ execution: route.arn });
  return route.kind === 'saga' ? queryOf({ stack: route.stack, saga: route.id }) : '';
}

function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return useMemo(() => routeOf(hash), [hash]);
}

const root = document.getElementById('app') ?? document.body;
const theme = localStorage.getItem('backstep-theme');
if (theme !== null) document.documentElement.dataset.theme = theme;
root.textContent = '';
render(<Page />, root);
