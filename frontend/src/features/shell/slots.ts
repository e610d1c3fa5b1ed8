import type { QueryClient } from '@tanstack/react-query';
import { api, keys, type Me, type MeInput, type PresenceStatus, type Theme } from '@/shared/api';
import type { FeatureSlots, PaletteCommand } from '@/shared/slots';

const THEMES: readonly Theme[] = ['light', 'dark', 'system'];
const PRESENCES: readonly PresenceStatus[] = ['online', 'away', 'away_handing_on', 'offline'];

async function changeMe(client: QueryClient, change: MeInput): Promise<void> {
  client.setQueryData(keys.me, await api.patch<Me>('/me', change));
}

export default {
  commands: [
    ...THEMES.map(
      (theme): PaletteCommand => ({
        id: `theme ${theme}`,
        label: (t) => t(`shell:command.theme.${theme}`),
        run: ({ client }) => changeMe(client, { theme }),
      }),
    ),
    ...PRESENCES.map(
      (presence): PaletteCommand => ({
        id: `presence ${presence}`,
        label: (t) => t('shell:command.presence', { name: t(`shared:presence.${presence}`) }),
        run: ({ client }) => changeMe(client, { presence, presence_is_manual: true }),
      }),
    ),
  ],
} satisfies FeatureSlots;
