import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { MacroScreen } from './macro-screen';

export { MacrosScreen } from './macros-screen';

export function MacroRoute() {
  const { params } = useSettingsAddress();
  if (params.macro === 'new') return <MacroScreen key="new" id={null} />;
  const id = idOf(params.macro);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null) throw notFound();
  return <MacroScreen key={id} id={id} />;
}
