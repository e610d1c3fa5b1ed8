import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { Icon } from '@/shared/ui';
import './fields-settings.css';

export interface FrameProps {
  title: string;
  /** Which of the two lists it is, or a field, whose head leads back to its list. */
  at: 'fields' | 'tags' | 'one';
  actions?: ReactNode;
  children: ReactNode;
}

/** Head of a screen about fields or tags, with the way to the other; nothing for who may not set them up. */
export function Frame({ title, at, actions, children }: FrameProps) {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  return (
    <SettingsPage title={title} may={may} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }} link={may ? actions : null}>
      {at === 'one' ? (
        <nav className="fset-tabs" aria-label={t('path')}>
          <SettingsLink className="link" path="/fields">
            {t('fields')}
          </SettingsLink>
          <Icon icon={ChevronRight} size={12} className="mirrors" />
          <span className="ell" dir="auto">
            {title}
          </span>
        </nav>
      ) : (
        <nav className="fset-tabs tabs" aria-label={t('path')}>
          <SettingsLink path="/fields" {...(at === 'fields' ? { className: 'on', 'aria-current': 'page' as const } : {})}>
            {t('fields')}
          </SettingsLink>
          <SettingsLink path="/fields/tags" {...(at === 'tags' ? { className: 'on', 'aria-current': 'page' as const } : {})}>
            {t('tags.title')}
          </SettingsLink>
        </nav>
      )}
      {children}
    </SettingsPage>
  );
}
