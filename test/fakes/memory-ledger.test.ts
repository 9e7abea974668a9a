import { ledgerContract } from '../lib/saga/ledger-contract';
import { MemoryLedger } from './memory-ledger';

ledgerContract('the ledger in memory', async () => {
  const ledger = new MemoryLedger();
  return {
    ledger,
    meanwhile: (write) => {
      ledger.meanwhile = async () => {
        ledger.meanwhile = async () => {};
        await write();
      };
    },
  };
});
