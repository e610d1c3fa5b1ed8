import { useTranslation } from 'react-i18next';
import { useBrands } from '@/shared/directory';
import type { Draft } from './api';
import { useCompanyNames } from './company-names';

/** Whom a policy serves, in a few words. */
export function useConditionText(drafts: readonly Pick<Draft, 'conditions'>[]): (draft: Pick<Draft, 'conditions' | 'is_default'>) => string {
  const { t, i18n } = useTranslation('sla-settings');
  const brands = useBrands();
  const companies = useCompanyNames(drafts.flatMap(({ conditions }) => conditions.companies ?? []));
  return ({ conditions, is_default: isDefault }) => {
    if (isDefault) return t('conditions.default');
    const list = new Intl.ListFormat(i18n.language, { type: 'disjunction' });
    const parts = [
      conditions.segments?.map((one) => t(`shared:segment.${one}`)),
      conditions.brands?.map((id) => brands.find((brand) => brand.id === id)?.name ?? t('conditions.gone')),
      conditions.channels?.map((one) => t(`shared:channel.${one}`)),
      conditions.priorities,
      conditions.types?.map((one) => t(`shared:type.${one}`)),
      conditions.tags,
      conditions.companies?.map((id) => companies.get(id) ?? t('conditions.companyNumber', { id })),
    ].flatMap((values) => (values?.length ? [list.format(values)] : []));
    return parts.length > 0 ? parts.join('; ') : t('conditions.everyone');
  };
}
