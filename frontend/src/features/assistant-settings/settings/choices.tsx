import { Checkbox } from '@/shared/ui';
import { toggled } from './boundary-draft';

interface ChoicesProps<Value extends string> {
  label: string;
  all: readonly Value[];
  chosen: readonly Value[];
  name: (value: Value) => string;
  onChange: (chosen: Value[]) => void;
}

/** Several of a closed list, in the order of the list. */
export function Choices<Value extends string>({ label, all, chosen, name, onChange }: ChoicesProps<Value>) {
  return (
    <div role="group" aria-label={label} className="as-checks">
      <span className="lab">{label}</span>
      {all.map((one) => (
        <Checkbox key={one} label={name(one)} isChecked={chosen.includes(one)} onChange={(isOn) => onChange(toggled(all, chosen, one, isOn))} />
      ))}
    </div>
  );
}
