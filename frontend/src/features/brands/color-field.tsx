import { useTranslation } from 'react-i18next';
import { contrast, INK, onColor, readableGrounds, TEXT_RATIO, WHITE } from '@/shared/lib/color';
import { Button, Field } from '@/shared/ui';
import { colorFault } from './brand-form';

export interface ColorFieldProps {
  value: string;
  error: string | undefined;
  onChange: (color: string) => void;
  onLeave: () => void;
}

/** A color with what text measures on it; one that no text can stand on is answered with two that work. */
export function ColorField({ value, error, onChange, onLeave }: ColorFieldProps) {
  const { t, i18n } = useTranslation('brands');
  const ratio = (one: string): string =>
    new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(Math.floor(contrast(value, one) * 10) / 10);
  const needed = new Intl.NumberFormat(i18n.language).format(TEXT_RATIO);
  const fault = colorFault(value);
  const isWeak = fault === 'colorContrast';
  const measured =
    fault === 'colorForm'
      ? t('look.colorHint')
      : isWeak
        ? t('look.weak', { white: ratio(WHITE), dark: ratio(INK), needed })
        : t(onColor(value) === WHITE ? 'look.white' : 'look.dark', { ratio: ratio(onColor(value)), needed });
  return (
    <div>
      <div className="bcolor">
        <Field
          label={t('look.color')}
          dir="ltr"
          spellCheck={false}
          maxLength={7}
          value={value}
          error={error ? (isWeak ? measured : error) : undefined}
          hint={measured}
          onChange={(event) => onChange(event.target.value.trim())}
          onBlur={onLeave}
        />
        <input
          type="color"
          className="bpick"
          aria-label={t('look.pick')}
          value={fault === 'colorForm' ? '#000000' : value.toLowerCase()}
          onChange={(event) => onChange(event.target.value.toUpperCase())}
        />
      </div>
      {isWeak ? (
        <p className="bsuggest">
          {readableGrounds(value).map((color) => (
            <Button key={color} size="sm" onClick={() => onChange(color.toUpperCase())}>
              <span className="bdot" aria-hidden="true" style={{ background: color }} />
              {t('look.use', { color: color.toUpperCase() })}
            </Button>
          ))}
        </p>
      ) : null}
    </div>
  );
}
