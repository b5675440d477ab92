import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/** Electron's `powerMonitor`, on mains and in use. A test emits its events: `suspend`, `resume`, `lock-screen` and the rest. */
export class StandInPower extends EventEmitter {
  onBatteryPower = false
  isOnBatteryPower(): boolean {
    return this.onBatteryPower
  }
  getSystemIdleTime(): number {
    return 0
  }
  getSystemIdleState(_threshold: number): 'active' {
    return 'active'
  }
  getCurrentThermalState(): 'nominal' {
    return 'nominal'
  }
}

null as unknown as StandInPower satisfies Omit<Electron.PowerMonitor, keyof NodeJS.EventEmitter>
