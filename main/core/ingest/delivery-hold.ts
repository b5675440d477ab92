/** Whether deliveries wait. */
export interface DeliveryHold {
  /** Nothing that comes from outside is carried out. */
  isPaused(): boolean
  /** What is claimed at this moment waits: in a pause, and after it until those before it are done. */
  holds(): boolean
  /** One more was claimed and waits. */
  held(): void
}
