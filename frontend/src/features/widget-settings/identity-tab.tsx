import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, CheckOption, Confirm, FormSection, Segmented, toast, useReasonOf } from '@/shared/ui';
import { widgetApi, widgetKeys, type WidgetSettings } from './api';
import { CodeBlock } from './code-block';
import { exampleFor, RUNTIMES, type Runtime } from './examples';
import type { TabProps } from './parts';
import { RotateDialog } from './rotate-dialog';
import { IDENTIFY } from './snippet';

/** Whom the widget believes: the secret that the customer's server signs with, and how. */
export function IdentityTab({ settings, form }: TabProps) {
  const { t } = useTranslation('widget-settings');
  const { values, set } = form;
  const [runtime, setRuntime] = useState<Runtime>('py');
  const label = RUNTIMES.find(({ value }) => value === runtime)?.label ?? '';
  return (
    <>
      <FormSection title={t('secret.title')} hint={t('secret.hint')}>
        <Secrets settings={settings} />
      </FormSection>
      <FormSection title={t('server.title')} hint={t('server.hint')}>
        <Segmented label={t('server.language')} value={runtime} options={RUNTIMES} onChange={setRuntime} />
        <CodeBlock label={t('server.code', { language: label })} text={exampleFor(runtime, settings.key)} />
        <CodeBlock label={t('server.page')} text={IDENTIFY} />
      </FormSection>
      <FormSection title={t('who.title')} hint={t('who.hint')}>
        <CheckOption
          label={t('who.required')}
          hint={t('who.requiredHint')}
          isChecked={values.is_identity_required}
          onChange={(is_identity_required) => set({ is_identity_required })}
        />
        <CheckOption
          label={t('who.trusted')}
          hint={t('who.trustedHint')}
          isChecked={values.is_email_trusted}
          onChange={(is_email_trusted) => set({ is_email_trusted })}
        />
      </FormSection>
    </>
  );
}

function Secrets({ settings }: { settings: WidgetSettings }) {
  const { t } = useTranslation('widget-settings');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isRotating, setRotating] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const maker = useRef<HTMLButtonElement>(null);
  const { slug } = settings.brand;
  const retire = useMutation({
    mutationFn: () => widgetApi.retire(slug),
    onSuccess: (answer) => {
      client.setQueryData(widgetKeys.settings(slug), answer);
      setAsking(false);
      toast(t('secret.retired'));
      // The row with the button is gone.
      requestAnimationFrame(() => maker.current?.focus());
    },
    onError: () => setAsking(false),
  });
  const { has_previous_secret: hasPrevious, secret_rotated_at: madeAt } = settings;
  return (
    <>
      <table className="dt wst">
        <caption className="vh">{t('secret.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('secret.which')}</th>
            <th scope="col">{t('secret.used')}</th>
            <th scope="col">{t('secret.ends')}</th>
            <th scope="col">
              <span className="vh">{t('secret.act')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              {t('secret.current')}
              <span className="why2">{madeAt ? <Made at={madeAt} /> : t('secret.neverShown')}</span>
            </th>
            <Used at={settings.secret_used_at} count={settings.secret_uses} />
            <td data-label={t('secret.ends')}>{t('secret.withNext')}</td>
            <td className="acts" />
          </tr>
          {hasPrevious ? (
            <tr>
              <th scope="row">{t('secret.previous')}</th>
              <Used at={settings.previous_secret_used_at} count={settings.previous_secret_uses} />
              <td data-label={t('secret.ends')}>
                <Ends at={settings.previous_secret_until} />
              </td>
              <td className="acts">
                <Button size="sm" onClick={() => setAsking(true)}>
                  {t('secret.retire')}
                </Button>
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
      {retire.error ? (
        <p className="hint bad" role="alert">
          {reasonOf(retire.error)}
        </p>
      ) : null}
      <div>
        <Button ref={maker} onClick={() => setRotating(true)}>
          {t(madeAt ? 'secret.rotate' : 'secret.make')}
        </Button>
      </div>
      {isRotating ? <RotateDialog settings={settings} onClose={() => setRotating(false)} /> : null}
      <Confirm
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={t('secret.retireTitle')}
        consequence={
          settings.previous_secret_used_at
            ? t('secret.retireUsed', { count: settings.previous_secret_uses })
            : t('secret.retireUnused')
        }
        action={t('secret.retire')}
        busy={retire.isPending ? t('secret.retiring') : null}
        onConfirm={() => retire.mutate()}
      />
    </>
  );
}

function Made({ at }: { at: string }) {
  const { t, i18n } = useTranslation('widget-settings');
  const now = useNow(60_000);
  return (
    <time dateTime={at} title={absoluteTime(at, i18n.language)}>
      {t('secret.made', { when: relativeTime(at, now, i18n.language) })}
    </time>
  );
}

function Used({ at, count }: { at: string | null; count: number }) {
  const { t, i18n } = useTranslation('widget-settings');
  const now = useNow(60_000);
  return (
    <td data-label={t('secret.used')}>
      {at ? (
        <time dateTime={at} title={absoluteTime(at, i18n.language)}>
          {relativeTime(at, now, i18n.language)}
        </time>
      ) : (
        t('secret.never')
      )}
      {count > 0 ? <span className="why2">{t('secret.signIns', { count })}</span> : null}
    </td>
  );
}

function Ends({ at }: { at: string | null }) {
  const { t, i18n } = useTranslation('widget-settings');
  return at ? <time dateTime={at}>{absoluteTime(at, i18n.language)}</time> : <>{t('secret.withNext')}</>;
}
