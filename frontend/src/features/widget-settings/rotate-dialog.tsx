import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, CopyField, Dialog, SelectField, useReasonOf } from '@/shared/ui';
import { OVERLAPS, widgetApi, widgetKeys, type Overlap, type WidgetSettings } from './api';

/** Makes a new signing secret and shows it this once. */
export function RotateDialog({ settings, onClose }: { settings: WidgetSettings; onClose: () => void }) {
  const { t } = useTranslation('widget-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [overlap, setOverlap] = useState<Overlap>('24');
  const { slug } = settings.brand;
  const rotate = useMutation({
    mutationFn: () => widgetApi.rotate(slug, Number(overlap)),
    // The text itself stays out of what is kept.
    onSuccess: (answer) => client.setQueryData(widgetKeys.settings(slug), { ...answer, secret: null }),
    gcTime: 0,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Within the page's own form, which this must not save.
    event.stopPropagation();
    if (!rotate.isPending) rotate.mutate();
  };
  const secret = rotate.data?.secret;
  if (secret) return <NewSecret secret={secret} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t('rotate.title')}
      description={t(settings.has_previous_secret ? 'rotate.again' : 'rotate.description')}
      footer={
        <>
          <Button onClick={onClose}>{t('rotate.cancel')}</Button>
          <Button variant="primary" type="submit" form="rotate-widget-secret" busy={rotate.isPending ? t('rotate.busy') : null}>
            {t('rotate.do')}
          </Button>
        </>
      }
    >
      <form id="rotate-widget-secret" className="form-grid" onSubmit={submit}>
        <SelectField
          label={t('rotate.overlap')}
          hint={t('rotate.overlapHint')}
          value={overlap}
          options={OVERLAPS.map((value) => ({ value, label: t(`overlap.${value}`) }))}
          onChange={setOverlap}
        />
        {rotate.error ? (
          <p className="notice bad" role="alert">
            {t('rotate.failed', { reason: reasonOf(rotate.error) })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation('widget-settings');
  const box = useRef<HTMLDivElement>(null);
  // The form that had the focus has made room for this.
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  return (
    <Dialog
      isOpen
      // The text is shown once: only the button, not a slip of the hand, puts it away.
      onOpenChange={() => undefined}
      title={t('rotate.newTitle')}
      width={560}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t('rotate.done')}
        </Button>
      }
    >
      <div ref={box} className="wssecret">
        <CopyField label={t('rotate.label')} value={secret} hint={t('rotate.once')} />
      </div>
    </Dialog>
  );
}
