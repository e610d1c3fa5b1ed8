import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Trash from 'lucide-react/icons/trash-2';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Confirm, Icon, IconButton, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { filesQuery, SOURCES, sourcesApi, type Source } from './api';
import { FilesField } from './files-field';
import { useReasons } from './words';

/** The files of a source: what became of each, more of them, and away with one. */
export function FilesSection({ source, mayWrite }: { source: Source; mayWrite: boolean }) {
  const { t } = useTranslation('kb-sources');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const reasons = useReasons();
  const heading = useRef<HTMLHeadingElement>(null);
  const [leaving, setLeaving] = useState<{ id: number; name: string } | null>(null);
  const query = useQuery(filesQuery(source.id, `${source.run?.id ?? 0}.${source.state}`));
  const remove = useMutation({
    mutationFn: (id: number) => sourcesApi.removeFile(source.id, id),
    onSuccess: async () => {
      setLeaving(null);
      await client.invalidateQueries({ queryKey: SOURCES });
      heading.current?.focus();
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
  return (
    <section className="ks-part">
      <h3 ref={heading} tabIndex={-1}>
        {t('files.title')}
      </h3>
      <Loaded query={query} fault={t('files.fault')}>
        {({ results }) =>
          results.length === 0 ? (
            <p className="t2">{t('files.none')}</p>
          ) : (
            <ul className="ks-lines">
              {results.map((file) => (
                <li key={file.id} className="row">
                  <span className="ks-file">
                    <bdi>{file.name}</bdi>
                    <span className={file.reason ? 'bt f12' : 't3 f12'}>
                      {file.reason ? reasons.short(file.reason, file.detail) : t(file.is_read ? 'files.read' : 'files.waiting')}
                    </span>
                  </span>
                  {mayWrite ? (
                    <IconButton label={t('files.remove', { name: file.name })} aria-haspopup="dialog" onClick={() => setLeaving(file)}>
                      <Icon icon={Trash} size={14} />
                    </IconButton>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayWrite ? <MoreFiles source={source} /> : null}
      <Confirm
        isOpen={leaving !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setLeaving(null))}
        title={t('files.removeTitle', { name: leaving?.name ?? '' })}
        consequence={t('files.removeConsequence')}
        action={t('files.removeAction')}
        busy={remove.isPending ? t('doing') : null}
        onConfirm={() => (leaving ? remove.mutate(leaving.id) : undefined)}
      />
    </section>
  );
}

function MoreFiles({ source }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const reasons = useReasons();
  const [files, setFiles] = useState<File[]>([]);
  const [round, setRound] = useState(0);
  const send = useMutation({
    mutationFn: () => sourcesApi.upload(source.id, files),
    onSuccess: async () => {
      setFiles([]);
      setRound(round + 1);
      await client.invalidateQueries({ queryKey: SOURCES });
    },
    onError: (error) => toastFailure(t('files.notSent', { reason: reasonOf(error) })),
  });
  const refused = send.data?.results.filter(({ outcome }) => outcome === 'refused') ?? [];
  return (
    <div className="form-grid ks-more">
      <FilesField key={round} kind={source.kind} files={files} onFiles={setFiles} />
      <ul className="ks-lines" role="status">
        {refused.map((file) => (
          <li key={file.name} className="bt">
            <bdi>{file.name}</bdi>: {reasons.short(file.reason, file.detail)}
          </li>
        ))}
      </ul>
      <p>
        <Button unavailable={files.length === 0 ? t('files.missing') : null} busy={send.isPending ? t('files.sending') : null} onClick={() => send.mutate()}>
          {t('files.send')}
        </Button>
      </p>
    </div>
  );
}
