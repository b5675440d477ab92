import { IntakeState, SetIntake } from '../intake.ts'
import { body, json, problems } from './responses.ts'
import { row } from './row.ts'

export const setIntake = row({
  operationId: 'setIntake',
  method: 'post',
  path: '/api/intake',
  summary: 'Pause or resume what comes in from outside',
  tags: ['system'],
  'x-access': 'admin',
  request: { body: body(SetIntake) },
  responses: {
    200: json(IntakeState, 'as it is now; what waited is carried out in the background'),
    ...problems(true, 'payload_not_json', 'payload_too_large', 'unsupported_media_type'),
  },
})
