import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { useForm, type Form } from '@/shared/form';
import { toast } from '@/shared/ui';
import { widgetApi, widgetKeys, type WidgetSettings } from './api';
import type { Tab } from './search';
import { isColor, isSelector, MAX_RETENTION, tabOfFirst, valuesOf, type Values } from './values';

type Faults = Partial<Record<keyof Values, string>>;

function faultsIn(values: Values, t: TFunction<'widget-settings'>): Faults {
  const faults: Faults = {};
  const { area_rules, hidden_selectors, retention_days, languages, color } = values;
  const empty = area_rules.findIndex(({ pattern, area }) => !pattern.trim() || !area.trim());
  if (empty >= 0) faults.area_rules = t('areas.incomplete', { row: empty + 1 });
  const broken = hidden_selectors.find((selector) => !isSelector(selector));
  if (broken !== undefined) faults.hidden_selectors = t('privacy.badSelector', { selector: broken });
  const isTerm = Number.isInteger(retention_days) && retention_days >= 1 && retention_days <= MAX_RETENTION;
  if (!isTerm) faults.retention_days = t('privacy.badRetention', { most: MAX_RETENTION });
  if (languages.length === 0) faults.languages = t('look.noLanguage');
  if (!isColor(color)) faults.color = t('look.badColor');
  return faults;
}

/** The values of one brand's widget over all tabs; a save that finds something wrong opens its tab. */
export function useWidgetForm(settings: WidgetSettings, onTab: (tab: Tab) => void): Form<Values> {
  const { t } = useTranslation('widget-settings');
  const client = useQueryClient();
  const { slug } = settings.brand;
  // What the changes are made to: the page may learn of a newer version meanwhile.
  const [seen, setSeen] = useState<number | null>(null);

  const faultsOf = (values: Values): Faults => faultsIn(values, t);

  const form = useForm({
    saved: valuesOf(settings),
    faultsOf,
    send: async (values, changed) => {
      const body = Object.fromEntries(changed.map((name) => [name, values[name]]));
      try {
        return await widgetApi.change(slug, seen ?? settings.version, body);
      } catch (error) {
        if (isProblem(error)) open(Object.keys(error.errors));
        throw error;
      }
    },
    onSaved: (answer) => {
      setSeen(null);
      client.setQueryData(widgetKeys.settings(slug), answer);
      void client.invalidateQueries({ queryKey: widgetKeys.seen(slug) });
      toast(t('saved', { brand: settings.brand.name }));
    },
  });
  const open = (wrong: readonly string[]): void => {
    const tab = tabOfFirst(wrong);
    if (tab) onTab(tab);
  };
  return {
    ...form,
    set: (change) => {
      setSeen((version) => version ?? settings.version);
      form.set(change);
    },
    save: async () => {
      open(Object.keys(faultsOf(form.values)));
      await form.save();
    },
    discard: () => {
      setSeen(null);
      form.discard();
      void client.invalidateQueries({ queryKey: widgetKeys.settings(slug) });
    },
  };
}
