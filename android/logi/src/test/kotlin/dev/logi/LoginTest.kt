package dev.logi

import dev.logi.core.LoginException
import dev.logi.core.LoginFlow
import dev.logi.core.LoginState
import dev.logi.core.NetworkFault
import dev.logi.core.NoHandle
import dev.logi.core.RefusalKind
import dev.logi.core.ServerRefusal
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runCurrent
import kotlinx.coroutines.test.runTest
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

@OptIn(ExperimentalCoroutinesApi::class)
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class LoginTest {
    private val presented = LoginState.Presented(Requests.one)

    /** A core that answers what the test says, and remembers when it was asked. */
    private class Core(private val scope: TestScope, vararg answers: () -> LoginState?) : LoginFlow(NoHandle) {
        val askedAt = ArrayList<Long>()
        val calls = ArrayList<String>()
        private val rest = ArrayDeque(answers.toList())

        override fun session() = "018f3a54-0000-4000-8000-000000000000"

        override suspend fun nextState(): LoginState? {
            askedAt += scope.currentTime
            return rest.removeFirst()()
        }

        override suspend fun approve(granted: List<String>) {
            calls += "approve $granted"
        }

        override suspend fun deny() {
            calls += "deny"
        }

        override fun cancel() {
            calls += "cancel"
        }

        override fun close() {
            calls += "close"
        }
    }

    private fun lost(fault: NetworkFault = NetworkFault.UNREACHABLE): () -> LoginState? = { throw LoginException.Network(fault) }

    private fun refused(kind: RefusalKind): () -> LoginState? = { throw LoginException.Refused(ServerRefusal(400u, kind, null)) }

    @Test
    fun `ends with an error that no repeating helps, and goes on when it is collected again`() = runTest {
        val core = Core(this, refused(RefusalKind.BadBinding), { LoginState.Denied }, { null })
        val login = Login(core)
        assertFailsWith<LoginException.Refused> { login.updates.toList() }
        assertEquals(listOf<LoginUpdate>(LoginUpdate.At(LoginState.Denied)), login.updates.toList())
    }

    @Test
    fun `a server that cannot be trusted is no lost network`() = runTest {
        val login = Login(Core(this, lost(NetworkFault.NOT_TRUSTED)))
        assertFailsWith<LoginException.Network> { login.updates.toList() }
    }

    @Test
    fun `repeats the same step after a lost network, and says so`() = runTest {
        val core = Core(this, lost(), lost(NetworkFault.TIMED_OUT), { LoginState.Completed }, { null })
        val updates = Login(core).updates.toList()
        assertIs<LoginUpdate.Waiting>(updates[0])
        assertIs<LoginUpdate.Waiting>(updates[1])
        assertEquals(LoginUpdate.At(LoginState.Completed), updates[2])
        assertEquals(listOf(0L, 3_000L, 6_000L, 6_000L), core.askedAt)
    }

    @Test
    fun `waits as long as the server asks`() = runTest {
        val core = Core(this, refused(RefusalKind.RateLimited(20u)), refused(RefusalKind.TemporarilyUnavailable(0u)), { null })
        Login(core).updates.toList()
        assertEquals(listOf(0L, 20_000L, 23_000L), core.askedAt)
    }

    @Test
    fun `reads a presented login every three seconds`() = runTest {
        val core = Core(this, { presented }, { presented }, { LoginState.Expired }, { null })
        Login(core).updates.toList()
        assertEquals(listOf(0L, 3_000L, 6_000L, 6_000L), core.askedAt)
    }

    @Test
    fun `a decision whose answer is lost is sent again after a pause`() = runTest {
        val core = Core(this, lost(), { LoginState.Completed }, { null })
        val login = Login(core)
        login.approve(setOf("email"))
        login.updates.toList()
        assertEquals(listOf(0L, 3_000L, 3_000L), core.askedAt)
    }

    @Test
    fun `sends a decision at once`() = runTest {
        val core = Core(this, { presented }, { LoginState.Completed }, { null })
        val login = Login(core)
        val collecting = launch { login.updates.collect {} }
        runCurrent()
        login.approve(setOf("email"))
        collecting.join()
        assertEquals(0L, currentTime)
        assertEquals(listOf("approve [email]"), core.calls)
    }

    @Test
    fun `cancel ends the waiting`() = runTest {
        val core = Core(this, { presented }, { LoginState.Cancelled }, { null })
        val login = Login(core)
        val collecting = launch { login.updates.collect {} }
        runCurrent()
        login.cancel()
        collecting.join()
        assertEquals(0L, currentTime)
    }

    @Test
    fun `a collector that leaves stops the reading`() = runTest {
        val core = Core(this, { presented })
        assertEquals(LoginUpdate.At(presented), Login(core).updates.first())
        testScheduler.advanceUntilIdle()
        assertEquals(1, core.askedAt.size)
        assertTrue(core.calls.isEmpty())
    }
}
