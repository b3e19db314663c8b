package dev.logi.story

import dev.logi.core.DeviceKeys
import dev.logi.core.HeldKey
import dev.logi.core.KeyRole
import dev.logi.core.SecretStore
import dev.logi.core.SignReason
import dev.logi.core.softwareDeviceKeys
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList

/** A store in memory that does what a test makes of it. */
class MemoryStore(val values: MutableMap<String, ByteArray> = ConcurrentHashMap()) : SecretStore {
    /** Runs before each call; what it throws, the call throws. */
    @Volatile
    var before: suspend (call: String, name: String) -> Unit = { _, _ -> }

    override suspend fun load(name: String): ByteArray? {
        before("load", name)
        return values[name]
    }

    override suspend fun save(name: String, value: ByteArray) {
        before("save", name)
        values[name] = value
    }

    override suspend fun remove(name: String) {
        before("remove", name)
        values -= name
    }
}

/** Software keys that remember what they signed, and that a test can spoil. */
class TestKeys : DeviceKeys {
    private val real = softwareDeviceKeys(MemoryStore())

    class Signed(val role: KeyRole, val reason: SignReason)

    /** What was signed, in order. */
    val signed = CopyOnWriteArrayList<Signed>()

    /** Runs before an approval is signed; what it throws, signing throws. */
    @Volatile
    var beforeApproving: suspend () -> Unit = {}

    /** What is answered for an approval in place of its signature. */
    @Volatile
    var answerApproval: (suspend (payload: ByteArray) -> ByteArray)? = null

    /** Runs before any signature. */
    @Volatile
    var beforeSigning: suspend () -> Unit = {}

    /** What becomes of a key on its way out. */
    @Volatile
    var spoilKey: (HeldKey) -> HeldKey = { it }

    /** What becomes of any signature on its way out. */
    @Volatile
    var spoilSignature: (ByteArray) -> ByteArray = { it }

    fun approvals() = signed.filter { it.role == KeyRole.APPROVAL }

    /** A signature of the approval key over other bytes. */
    suspend fun signOther(payload: ByteArray) = real.sign(KeyRole.APPROVAL, payload, SignReason.Call)

    override suspend fun ensure(role: KeyRole) = spoilKey(real.ensure(role))

    override suspend fun find(role: KeyRole) = spoilKey(real.find(role))

    override suspend fun sign(role: KeyRole, payload: ByteArray, reason: SignReason): ByteArray {
        beforeSigning()
        if (role == KeyRole.APPROVAL) {
            beforeApproving()
            answerApproval?.let { return it(payload) }
        }
        return spoilSignature(real.sign(role, payload, reason)).also { signed += Signed(role, reason) }
    }

    override suspend fun remove(role: KeyRole) = real.remove(role)
}
