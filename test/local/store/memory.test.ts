import { MemoryStore } from '../../../local/store/memory';
import { describeStore } from './store-contract';

describeStore('MemoryStore', () => new MemoryStore());
