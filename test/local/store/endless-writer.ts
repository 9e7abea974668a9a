/** Run as a process of its own: commits numbered batches for ever, 16 at a time, and prints each acknowledged number. */
import { LmdbStore } from '../../../local/store/lmdb';
import { keyOf } from '../../../local/store/store';

const store = LmdbStore.open(process.argv[2] ?? '', { logFileBytes: 20_000 });
let next = 0;

async function write(): Promise<void> {
  for (;;) {
    const n = next++;
    const name = String(n).padStart(9, '0');
    await store.commit([
      { kind: 'put', key: keyOf('left', name), value: n },
      { kind: 'put', key: keyOf('right', name), value: n },
      { kind: 'put', key: keyOf('count'), value: n },
    ]);
    await store.durable();
    process.stdout.write(`${n}\n`);
  }
}

for (let writer = 0; writer < 16; writer++) void write();
