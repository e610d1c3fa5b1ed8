import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { Icon } from '@/shared/ui';
import './fields-settings.css';

/** The lists, each with its path. */
export type Place = 'fields' | 'company' | 'contact' | 'tags';
export const PATHS: Readonly<Record<Place, string>> = {
  fields: '/fields',
  company: '/fields/companies',
  contact: '/fields/contacts',
  tags: '/fields/tags',
};
/** The address of one field of a list, or of a new one. */
export const pathOf = (at: Place, field: number | 'new'): string => `${PATHS[at]}/${field}`;
const PLACES = ['fields', 'company', 'contact', 'tags'] as const satisfies readonly Place[];

export interface FrameProps {
  title: string;
  /** Which of the lists it is. */
  at: Place;
  /** A field, whose head leads back to its list. */
  isOne?: boolean;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of a screen about fields or tags, with the way to the others; nothing for who may not set them up. */
export function Frame({ title, at, isOne = false, actions, children }: FrameProps) {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  return (
    <SettingsPage title={title} may={may} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }} link={may ? actions : null}>
      {isOne ? (
        <nav className="fset-tabs" aria-label={t('path')}>
          <SettingsLink className="link" path={PATHS[at]}>
            {t(`place.${at}`)}
          </SettingsLink>
          <Icon icon={ChevronRight} size={12} className="mirrors" />
          <span className="ell" dir="auto">
            {title}
          </span>
        </nav>
      ) : (
        <nav className="fset-tabs tabs" aria-label={t('path')}>
          {PLACES.map((place) => (
            <SettingsLink key={place} path={PATHS[place]} {...(at === place ? { className: 'on', 'aria-current': 'page' as const } : {})}>
              {t(`place.${place}`)}
            </SettingsLink>
          ))}
        </nav>
      )}
      {children}
    </SettingsPage>
  );
}
