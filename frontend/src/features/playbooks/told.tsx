import { useTranslation } from 'react-i18next';
import { listOf, type Content } from './words';

/** What a playbook waits for, in a line. */
export function useTrigger(): (content: Content) => string {
  const { t, i18n } = useTranslation(['playbooks', 'shared']);
  return ({ trigger }) => {
    const { kind, count, hours } = trigger;
    const category = trigger.category ? t(`shared:type.${trigger.category}`) : '';
    const inDays = hours > 24 && hours % 24 === 0;
    const span = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: inDays ? 'day' : 'hour', unitDisplay: 'long' }).format(inDays ? hours / 24 : hours);
    return t(`when.${kind}`, { count, hours, span, name: trigger.name, begins: trigger.begins, minutes: trigger.idle_minutes, category });
  };
}

/** For whom it is, in a line. */
export function useAudience(): (content: Content) => string {
  const { t, i18n } = useTranslation(['playbooks', 'shared']);
  return ({ audience }) => {
    const money = new Intl.NumberFormat(i18n.language, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
    const parts = [
      audience.segments.map((one) => t(`shared:segment.${one}`)).join(', '),
      audience.plans.join(', '),
      audience.languages.join(', '),
      audience.titles.join(', '),
      audience.least_arr === null ? '' : t('for.arr', { arr: money.format(audience.least_arr) }),
      audience.most_health === null ? '' : t('for.health', { health: audience.most_health }),
      audience.renewal_days === null ? '' : t('for.renewal', { count: audience.renewal_days }),
      audience.page,
    ].filter((part) => listOf(part).length > 0);
    return parts.length === 0 ? t('for.all') : parts.join(' · ');
  };
}
