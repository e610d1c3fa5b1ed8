import MessageSquare from 'lucide-react/icons/message-square';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { onColor } from '@/shared/lib/color';
import { Icon } from '@/shared/ui';
import type { BrandInFull } from './api';
import { colorFault, type BrandValues } from './brand-form';
import { Mark } from './mark';

/** How name, color and logo look where customers see them, as they are being changed. */
export function Previews({ brand, values }: { brand: BrandInFull; values: BrandValues }) {
  const { t } = useTranslation('brands');
  const name = values.name.trim() || brand.name;
  const color = colorFault(values.color) === null ? values.color : brand.color;
  // The properties of the help center and of the widget.
  const ground = { '--brand': color, '--on-brand': onColor(color) } as CSSProperties;
  return (
    <div className="bviews" style={ground}>
      {(['light', 'dark'] as const).map((theme) => (
        <figure key={theme} data-theme={theme}>
          <figcaption>{t(`preview.helpCenter.${theme}`)}</figcaption>
          <div className="bview">
            <Mark name={name} color={color} logo={brand.logo_url} />
            <b className="ell" dir="auto">
              {name}
            </b>
            <span className="t2">{t('preview.help')}</span>
            <span className="sp" />
            <span className="bbtn">{t('preview.search')}</span>
          </div>
        </figure>
      ))}
      <figure>
        <figcaption>{t('preview.mail')}</figcaption>
        <div className="bview stack">
          <span className="t2">
            {t('preview.from')} <b dir="auto">{name}</b> {values.support_email ? <bdi>&lt;{values.support_email}&gt;</bdi> : null}
          </span>
          <span className="t3 f12">{t('preview.mailHint')}</span>
        </div>
      </figure>
      <figure>
        <figcaption>{t('preview.widget')}</figcaption>
        <div className="bview">
          <span className="blaunch" aria-hidden="true">
            <Icon icon={MessageSquare} />
          </span>
          <b className="ell" dir="auto">
            {t('preview.support', { name })}
          </b>
        </div>
      </figure>
    </div>
  );
}
