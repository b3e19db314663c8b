package dev.logi.app

import dev.logi.app.feature.request.Exit
import dev.logi.app.feature.request.RequestEffect
import dev.logi.app.feature.request.RequestEvent
import dev.logi.app.feature.request.RequestState
import dev.logi.app.feature.result.End
import dev.logi.app.feature.result.ResultEvent
import dev.logi.app.feature.result.ResultState
import dev.logi.app.loop.Step
import dev.logi.app.phone.Problem
import dev.logi.core.Before
import dev.logi.core.Decision
import dev.logi.core.LoginState
import dev.logi.core.NoHandle
import dev.logi.core.ReturnUrl
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue
import org.junit.Test
import dev.logi.app.feature.request.reduce as reduceRequest
import dev.logi.app.feature.result.reduce as reduceResult

/** The rules of the two screens where something is given away: denials before approvals. */
class ReducersTest {
    private val asked = Samples.request(fields = listOf(Samples.nickname, Samples.email, Samples.fullName, Samples.phoneNumber))
    private val waiting = assertIs<RequestState.Presented>(presented())

    @Test fun `only what was allowed before is on at first`() {
        assertEquals(setOf("preferred_name"), waiting.granted)
    }

    @Test fun `a required field cannot be turned off, and one without a value not on`() {
        val required = waiting.copy(request = Samples.request(fields = listOf(Samples.email.copy(required = true), Samples.phoneNumber)), granted = setOf("email"))
        assertEquals(required, after(required, RequestEvent.Grant("email", false)))
        assertEquals(required, after(required, RequestEvent.Grant("phone_number", true)))
        assertEquals(required, after(required, RequestEvent.Grant("never asked for", true)))
    }

    @Test fun `a required field without a value leaves only a denial`() {
        val missing = waiting.copy(request = Samples.request(fields = listOf(Samples.phoneNumber.copy(required = true))), granted = emptySet())
        assertEquals(Step(missing), reduceRequest(missing, RequestEvent.Approve))
        assertEquals(listOf<RequestEffect>(RequestEffect.Deny), reduceRequest(missing, RequestEvent.Decline).effects)
    }

    @Test fun `nothing counts while the key is asked`() {
        val deciding = waiting.copy(deciding = Decision.APPROVE)
        for (event in listOf(RequestEvent.Approve, RequestEvent.Decline, RequestEvent.Back, RequestEvent.Grant("email", true), RequestEvent.Fold, RequestEvent.TryAgain)) {
            assertEquals(Step(deciding), reduceRequest(deciding, event), event.toString())
        }
    }

    @Test fun `a signature that nobody asked for approves nothing`() {
        assertEquals(Step(waiting), reduceRequest(waiting, RequestEvent.Signed))
        assertEquals(Step(RequestState.Checking), reduceRequest(RequestState.Checking, RequestEvent.Signed))
    }

    @Test fun `a key that did not sign leaves the question open`() {
        for (problem in listOf(Problem.NotConfirmed, Problem.KeyLocked, Problem.StoreFull, Problem.Unexpected(null))) {
            val open = after(waiting.copy(deciding = Decision.APPROVE), RequestEvent.NotSigned(problem))
            assertEquals(waiting.copy(problem = problem), open)
        }
    }

    @Test fun `a lost key leads to setting up again, never to an answer`() {
        val left = after(waiting.copy(deciding = Decision.APPROVE), RequestEvent.NotSigned(Problem.KeyLost))
        assertEquals(RequestState.Leaving(Exit.SetUpAgain), left)
    }

    @Test fun `what is granted goes out in the order it was asked for`() {
        val on = after(after(waiting, RequestEvent.Grant("full_name", true)), RequestEvent.Grant("email", true))
        val step = reduceRequest(on, RequestEvent.Approve)
        assertEquals(listOf<RequestEffect>(RequestEffect.Approve(listOf("preferred_name", "email", "full_name"))), step.effects)
        val left = assertIs<RequestState.Leaving>(after(step.state, RequestEvent.Signed))
        assertEquals(Exit.Answered(asked, Decision.APPROVE, listOf("preferred_name", "email", "full_name")), left.exit)
    }

    @Test fun `a request read again keeps the switches and takes the new end`() {
        val on = after(waiting, RequestEvent.Grant("email", true))
        val again = after(on, RequestEvent.Stepped(LoginState.Presented(asked.copy(expiresAt = Samples.now.plusSeconds(900), secondScan = true)), Samples.now))
        assertEquals(setOf("preferred_name", "email"), assertIs<RequestState.Presented>(again).granted)
        assertEquals(900, again.secondsLeft)
        assertTrue(again.request.secondScan)
    }

    @Test fun `the switches of a killed process come back, but none that is new`() {
        val restored = reduceRequest(RequestState.Checking, RequestEvent.Stepped(LoginState.Presented(asked), Samples.now), setOf("email", "phone_number")).state
        assertEquals(setOf("email"), assertIs<RequestState.Presented>(restored).granted)
    }

    @Test fun `a link is not a scan`() {
        assertEquals(RequestState.Leaving(Exit.PointOnceMore), after(RequestState.Checking, RequestEvent.Failed(Problem.LinkNotScan)))
    }

    @Test fun `refused before and then required is asked, not folded away`() {
        val required = Samples.request(fields = listOf(Samples.fullName.copy(required = true, before = Before.REFUSED)))
        val shown = reduceRequest(RequestState.Checking, RequestEvent.Stepped(LoginState.Presented(required), Samples.now)).state
        assertEquals(setOf("full_name"), assertIs<RequestState.Presented>(shown).granted)
    }

    @Test fun `the way back is followed by itself once`() {
        val back = ReturnUrl(NoHandle)
        val over = result(ResultState.Sending(Decision.APPROVE), ResultEvent.Stepped(LoginState.Approved(null, back)))
        assertEquals(ResultState.Over(End.APPROVED, back, isFollowed = false), over)
        assertEquals(ResultState.Over(End.APPROVED, back, isFollowed = true), result(over, ResultEvent.Followed))
    }

    @Test fun `an answer without a connection is kept and sent again`() {
        val kept = result(ResultState.Sending(Decision.APPROVE), ResultEvent.Failed(Problem.Offline))
        assertEquals(ResultState.Unsent(Decision.APPROVE, Problem.Offline), kept)
        assertEquals(ResultState.Over(End.APPROVED), result(kept, ResultEvent.Stepped(LoginState.Approved(null, null))))
    }

    @Test fun `each end is told from its likes`() {
        val ends = listOf(
            Triple(Decision.DENY, LoginState.Denied, End.DECLINED),
            Triple(Decision.APPROVE, LoginState.Denied, End.TURNED_AWAY),
            Triple(Decision.APPROVE, LoginState.Completed, End.APPROVED),
            Triple(Decision.DENY, LoginState.Completed, End.USED),
            Triple(Decision.APPROVE, LoginState.Expired, End.EXPIRED),
            Triple(Decision.APPROVE, LoginState.Failed, End.FAILED),
        )
        for ((decision, state, end) in ends) assertEquals(ResultState.Over(end), result(ResultState.Sending(decision), ResultEvent.Stepped(state)))
    }

    private fun presented() = reduceRequest(RequestState.Checking, RequestEvent.Stepped(LoginState.Presented(asked), Samples.now)).state

    private fun after(state: RequestState, event: RequestEvent): RequestState = reduceRequest(state, event).state

    private fun result(state: ResultState, event: ResultEvent): ResultState = reduceResult(state, event).state
}
