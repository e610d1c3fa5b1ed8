import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from './api';
import { PublishFoot } from './publish-foot';
import type { PreferencesForm } from './use-preferences';

/** Publishes a draft of the settings; what both sides changed is named as it is on the screens. */
export function PreferencesFoot({ form, lack }: { form: PreferencesForm; lack: string | null }) {
  const { t } = useTranslation('routing-settings');
  const { notes, version } = form;
  const nameOf = useSettingNames(notes !== null);
  const lists = { taken: [], gone: [], mine: [], dropped: [], renewed: [] } as const;
  const named = notes ? { ...notes, ...Object.fromEntries(Object.keys(lists).map((list) => [list, notes[list as keyof typeof lists].map(nameOf)])) } : null;
  return (
    <PublishFoot
      isChanged={form.isChanged}
      lack={lack}
      label={t('publish', { version: version + 1 })}
      publish={form.publish}
      onPublished={form.discard}
      onDiscard={form.discard}
      newer={form.newer}
      merged={named ? { notes: named, version } : null}
      onKeep={form.keep}
    />
  );
}

const ROTA: Readonly<Record<string, 'since' | 'days' | 'hour' | 'timezone'>> = { since: 'since', days: 'days', hour: 'hour', timezone: 'timezone' };

/** The words for a place of the settings, see `mergedPreferences`. */
function useSettingNames(isNeeded: boolean): (place: string) => string {
  const { t, i18n } = useTranslation('routing-settings');
  const people = useQuery({ ...settingsQuery, enabled: isNeeded }).data?.people ?? [];
  const known = (key: string, otherwise: string): string => (i18n.exists(`routing-settings:${key}`) ? t(key as 'title') : otherwise);
  return (place) => {
    const [name = '', member, item = ''] = place.split('.');
    const title = known(`setting.${name}`, name);
    if (member === undefined) return title;
    if (name === 'chains') return t('chains.step', { tier: member, step: Number(item) });
    const part = name === 'on_call' && ROTA[member] ? t(`onCall.${ROTA[member]}`) : known(`${name}.${member}`, member);
    const person = people.find(({ id }) => String(id) === item)?.name ?? `#${item}`;
    return t('settingPart', { setting: title, part: name === 'on_call' && member === 'people' ? person : part });
  };
}
