import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button, useReason } from '@/shared/ui';
import { sourcesApi, type SourcePreview, type Web } from './api';
import { useReasons } from './words';

/** What reading the website would find, asked for when somebody wants to know. */
export function PreviewSection({ web }: { web: Web }) {
  const { t } = useTranslation('kb-sources');
  const look = useMutation({ mutationFn: () => sourcesApi.preview(web) });
  const reason = useReason(look.error);
  const asked = look.data && look.data.address;
  return (
    <section className="ks-part">
      <h3>{t('preview.title')}</h3>
      <p>
        <Button unavailable={web.address ? null : t('add.missingAddress')} busy={look.isPending ? t('preview.busy') : null} onClick={() => look.mutate()}>
          {t(asked ? 'preview.again' : 'preview.do')}
        </Button>
      </p>
      <div role="status">
        {look.error ? <p className="notice bad">{reason}</p> : null}
        {look.data ? <Found preview={look.data} /> : null}
      </div>
    </section>
  );
}

function Found({ preview }: { preview: SourcePreview }) {
  const { t } = useTranslation('kb-sources');
  const reasons = useReasons();
  if (preview.fault) return <p className="notice bad">{reasons.fault(preview.fault)}</p>;
  return (
    <>
      <p>
        <b>{t('preview.found', { count: preview.count })}</b> {preview.is_whole ? '' : t('preview.more')}
      </p>
      <ul className="ks-counts" aria-label={t('preview.paths')}>
        {preview.groups.map(({ path, count }) => (
          <li key={path}>
            <code>{path}</code>
            <span className="t3">{count}</span>
          </li>
        ))}
      </ul>
      {preview.left.length > 0 ? (
        <>
          <h4>{t('preview.left')}</h4>
          <ul className="ks-counts">
            {preview.left.map(({ reason, count }) => (
              <li key={reason}>
                <span>{reasons.short(reason, '')}</span>
                <span className="t3">{count}</span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h4>{t('preview.first')}</h4>
      <ul className="ks-looks">
        {preview.looks.map((look) => (
          <li key={look.url}>
            <span className="row">
              <b className="ell" dir="auto" title={look.url}>
                {look.title || look.url}
              </b>
              <span className="sp" />
              <span className="t3 f12">{look.reason ? reasons.short(look.reason, look.detail) : t('preview.words', { count: look.words })}</span>
            </span>
            {look.excerpt ? (
              <p className="t2 f12" dir="auto">
                {look.excerpt}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
