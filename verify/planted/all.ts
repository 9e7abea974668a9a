/** Every planted bug. Each is switched on alone, and must be found by the law that is named with it. */
import { eventBugs } from './events';
import { fenceBugs } from './fences';
import { guardBugs } from './guards';
import { machineBugs } from './machines';
import { modelBugs } from './model';
import type { PlantedBug } from './planted-bug';
import { ruleBugs } from './rules';
import { tripBugs } from './trips';

export const plantedBugs: readonly PlantedBug[] = [
  ...ruleBugs,
  ...fenceBugs,
  ...eventBugs,
  ...guardBugs,
  ...machineBugs,
  ...modelBugs,
  ...tripBugs,
];
