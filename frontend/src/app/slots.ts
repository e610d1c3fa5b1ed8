import { joinSlots, type FeatureSlots } from '@/shared/slots';

/** What the features add to each other's screens, from the `slots.ts` of each. */
export const slots = joinSlots(
  Object.values(import.meta.glob<FeatureSlots>('../features/*/slots.ts', { eager: true, import: 'default' })),
);
