/** What is stored: tables and their items, queues and what lies in them, metrics and alarms. */
import { hashOf, type StoredKind } from '../route';
import { Alarms } from './alarms';
import { Tabs } from './controls';
import { Metrics } from './metrics';
import { Queues } from './queues';
import { Tables } from './tables';

const TABS: readonly { readonly id: StoredKind; readonly text: string }[] = [
  { id: 'tables', text: 'Tables' },
  { id: 'queues', text: 'Queues' },
  { id: 'metrics', text: 'Metrics' },
  { id: 'alarms', text: 'Alarms' },
];

export function Data({ view, name }: { readonly view: StoredKind; readonly name: string | null }) {
  const go = (next: StoredKind) => {
    location.hash = hashOf({ kind: 'data', view: next, name: null });
  };
  return (
    <>
      <div class="view-head">
        <h1>Data</h1>
      </div>
      <Tabs label="Kinds of data" tabs={TABS} selected={view} onSelect={go} />
      <div class="view" role="tabpanel">
        <Shown view={view} name={name} />
      </div>
    </>
  );
}

function Shown({ view, name }: { readonly view: StoredKind; readonly name: string | null }) {
  switch (view) {
    case 'tables':
      return <Tables name={name} />;
    case 'queues':
      return <Queues name={name} />;
    case 'metrics':
      return <Metrics />;
    case 'alarms':
      return <Alarms />;
  }
}
