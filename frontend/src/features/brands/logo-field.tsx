import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, toast, useReasonOf } from '@/shared/ui';
import { brandsApi, type BrandInFull } from './api';

const MAX_BYTES = 256 * 1024;

/** Known before the file is sent. */
class Refused extends Error {}

/** The logo, which changes at once, on a light and on a dark ground. */
export function LogoField({ brand, onChanged }: { brand: BrandInFull; onChanged: (row: BrandInFull) => void }) {
  const { t } = useTranslation('brands');
  const reasonOf = useReasonOf();
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const upload = useMutation({
    mutationFn: (file: File) => {
      if (file.type === 'image/svg+xml') throw new Refused(t('look.noSvg'));
      if (file.size > MAX_BYTES) throw new Refused(t('look.tooLarge'));
      return brandsApi.setLogo(brand.id, file);
    },
    onSuccess: (row) => {
      onChanged(row);
      toast(t('look.logoSaved'));
    },
  });
  const remove = useMutation({
    mutationFn: () => brandsApi.clearLogo(brand.id),
    onSuccess: (row) => {
      // The button that was pressed goes away with the logo.
      choose.current?.focus();
      onChanged(row);
      toast(t('look.logoRemoved'));
    },
  });
  const error = upload.error ?? remove.error;
  return (
    <div role="group" aria-label={t('look.logo')}>
      <span className="lab">{t('look.logo')}</span>
      {brand.logo_url ? (
        <div className="blogos">
          {(['light', 'dark'] as const).map((theme) => (
            <figure key={theme} data-theme={theme}>
              <img src={brand.logo_url ?? ''} alt={t(`look.on.${theme}`)} />
            </figure>
          ))}
        </div>
      ) : null}
      <div className="blogo-acts">
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          aria-label={t('look.logo')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            remove.reset();
            if (file) upload.mutate(file);
          }}
        />
        <Button ref={choose} busy={upload.isPending ? t('look.uploading') : null} onClick={() => input.current?.click()}>
          {t(brand.logo_url ? 'look.replace' : 'look.choose')}
        </Button>
        {brand.logo_url ? (
          <Button
            variant="ghost"
            busy={remove.isPending ? t('look.removing') : null}
            onClick={() => {
              upload.reset();
              remove.mutate();
            }}
          >
            {t('look.remove')}
          </Button>
        ) : null}
      </div>
      <p className={`hint${error ? ' bad' : ''}`} role={error ? 'alert' : undefined} dir="auto">
        {error ? (error instanceof Refused ? error.message : reasonOf(error)) : t('look.logoHint')}
      </p>
    </div>
  );
}
