/** What is deployed while sagas are under way. */
import { type CaseSet, ofFaults } from './case';
import { isInvoke } from './faults';

export const newVersions: CaseSet = ofFaults(
  'new versions',
  'a changed machine is deployed at every call, and changed code of every function at every invocation',
  function* ({ positions }, { subject }) {
    for (const at of positions) {
      if (subject.style === 'orchestrated') yield { kind: 'deploy', at, what: 'machine' };
      if (isInvoke(at)) yield { kind: 'deploy', at, what: 'functions' };
    }
  },
);
